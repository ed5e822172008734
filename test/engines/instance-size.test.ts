import { Token } from 'aws-cdk-lib';
import { hasTwoProcessors, isBurstable, memoryOfType } from '../../src/engines/instance-size';

const TOKEN = Token.asString({ Ref: 'Type' });

test.each([
  ['t4g.micro', 1],
  ['t4g.small', 2],
  ['t4g.medium', 4],
  ['t3.large', 8],
  ['m7g.large', 8],
  ['m6gd.xlarge', 16],
  ['r6g.large', 16],
  ['r8g.2xlarge', 64],
  ['cache.r7g.4xlarge', 128],
  ['m7g.medium.search', 4],
])('an instance of type %s has %d GiB of memory', (type, gibibytes) => {
  expect(memoryOfType(type)).toBe(gibibytes);
});

test.each(['x2g.large', 'c7gn.large', 'm7g.metal', 'nonsense', TOKEN])(
  'the memory of the type %s is unknown',
  (type) => {
    expect(memoryOfType(type)).toBeUndefined();
  },
);

test.each([
  ['t4g.medium', true],
  ['cache.t4g.small', true],
  ['t3.small.search', true],
  ['m7g.large', false],
  [TOKEN, false],
])('that the type %s is burstable is %s', (type, expected) => {
  expect(isBurstable(type)).toBe(expected);
});

test.each([
  ['cache.t4g.micro', true],
  ['cache.m7g.large', true],
  ['cache.c7gn.large', true],
  ['cache.m7g.xlarge', false],
  ['cache.r7g.16xlarge', false],
  [TOKEN, false],
])('that the type %s has at most two processors is %s', (type, expected) => {
  expect(hasTwoProcessors(type)).toBe(expected);
});
