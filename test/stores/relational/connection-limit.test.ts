import { aws_ec2 as ec2, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  connectionLimit,
  connectionsOfCapacity,
  connectionsOfInstance,
} from '../../../src/stores/relational/connection-limit';
import { threeZoneStack } from '../../support/stacks';

/** The connections that AWS documents or that instances report, which an estimate must not exceed. */
test.each([
  ['t4g.micro', 81],
  ['t3.small', 198],
  ['t4g.medium', 405],
  ['m8g.large', 823],
  ['r8g.large', 1_711],
  ['r8gd.xlarge', 3_480],
  ['m7i.2xlarge', 3_480],
  ['r8g.16xlarge', 5_000],
])('an %s takes at most the connections that it reports', (type, reported) => {
  const connections = connectionsOfInstance(new ec2.InstanceType(type)) ?? Number.NaN;
  expect(connections).toBeLessThanOrEqual(reported);
  expect(connections).toBeGreaterThan(reported / 2);
});

test.each(['x2iedn.large', 'm8g.metal', 'large', Token.asString({ Ref: 'Type' })])(
  'the connections of the type %s are unknown',
  (type) => {
    expect(connectionsOfInstance(new ec2.InstanceType(type))).toBeUndefined();
  },
);

test.each([
  [1, 189],
  [4, 823],
  [8, 1_669],
  [256, 2_000],
])('a capacity of %s takes at most the connections that Aurora documents', (capacity, documented) => {
  expect(connectionsOfCapacity(capacity)).toBeLessThanOrEqual(documented);
  expect(connectionsOfCapacity(capacity)).toBeGreaterThan(documented / 2);
});

test('the connections of a capacity that only the deployment knows are unknown', () => {
  expect(connectionsOfCapacity(Token.asNumber({ Ref: 'Capacity' }))).toBeUndefined();
});

test.each([
  [undefined, 100, 40],
  [undefined, 101, 40],
  [40, 100, 40],
  [1, 100, 1],
  [undefined, undefined, 40],
  [5_000, undefined, 5_000],
])('the limit %p of a database with %p connections is %i for each of two users', (option, connections, limit) => {
  expect(connectionLimit(new Construct(threeZoneStack(), 'Store'), option, connections)).toBe(limit);
});

test.each([
  [41, 100],
  [5_001, undefined],
])('a limit of %i is too high for a database with %p connections', (option, connections) => {
  expect(() => connectionLimit(new Construct(threeZoneStack(), 'Store'), option, connections)).toThrow(
    `logins.connectionLimit must be a whole number of connections from 1 to ${connections ? 40 : 5000}, got ${option}.`,
  );
});

test('a limit that only the deployment knows passes', () => {
  const limit = Token.asNumber({ Ref: 'Limit' });
  expect(connectionLimit(new Construct(threeZoneStack(), 'Store'), limit, 100)).toBe(limit);
});
