import { aws_dynamodb as dynamodb, Token } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  Capability,
  DatabaseConstruct,
  DataStore,
  EcommercePlatform,
  LocalStackProvider,
  Microservice,
  ServiceCatalogue,
} from '../../src';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const reviewsOnly = ServiceCatalogue.of([{ name: 'reviews' }]);

test("the store of a service allows ingress only from the service's security group on its port", () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const database = new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc,
    catalogue: reviewsOnly,
  });
  const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc, store: database.store('reviews') });
  expect(onlyResource(templateOf(stack), 'AWS::EC2::SecurityGroupIngress').Properties).toEqual({
    Description: 'From the workloads of reviews',
    FromPort: 5433,
    ToPort: 5433,
    IpProtocol: 'tcp',
    SourceSecurityGroupId: stack.resolve(service.securityGroup.securityGroupId),
    GroupId: stack.resolve(database.store('reviews').connections.securityGroups[0].securityGroupId),
  });
});

test('a store without a network address needs no ingress rule', () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const store = DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const catalogue = ServiceCatalogue.of([{ name: 'reviews', store }]);
  const database = new DatabaseConstruct(stack, 'Database', { provider: new AWSProvider(), vpc, catalogue });
  new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc, store: database.store('reviews') });
  templateOf(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
});

test('a service does not need a store', () => {
  const stack = threeZoneStack();
  const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack) });
  expect(service.store).toBeUndefined();
  expect(service.serviceName).toBe('reviews');
  templateOf(stack).hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
});

test('workloads get the security group of the service and the client groups of its shared parts, at most four', () => {
  const stack = threeZoneStack();
  const platform = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider() });
  const search = platform.service('searchservice');
  expect(search.securityGroups).toEqual([
    search.securityGroup,
    platform.cache?.clientSecurityGroup,
    platform.messaging?.clientSecurityGroup,
    platform.search?.clientSecurityGroup,
  ]);
  expect(platform.service('paymentservice').securityGroups).toHaveLength(2);
});

test('a service with a capability fails without a shared part for it', () => {
  const stack = threeZoneStack();
  const props = { serviceName: 'reviews', vpc: existingVpc(stack), capabilities: [Capability.CACHE] };
  expect(() => new Microservice(stack, 'Reviews', props)).toThrow(
    'sharedParts must be parts that include one with the capability cache, which reviews has, got none with this ' +
      'capability. Add the part to `sharedParts`, or remove the capability from reviews. (in Test/Reviews)',
  );
});

describe('the parameters of a service', () => {
  test('are a record for other apps, and the values that other stacks of the app read', () => {
    const stack = threeZoneStack();
    new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider() });
    const names = Object.values(templateOf(stack).findResources('AWS::SSM::Parameter')).map(({ Properties }) =>
      String(Properties.Name),
    );
    expect(names.filter((name) => name.startsWith('/production/orderservice/')).sort()).toEqual([
      '/production/orderservice/connection',
      '/production/orderservice/values',
    ]);
  });

  test('have the `environmentName` of the platform in their names', () => {
    const stack = threeZoneStack();
    new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), environmentName: 'blue' });
    templateOf(stack).hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/blue/orderservice/connection',
    });
  });

  const fix = 'The names of parameters start with it: pass a literal name, for example production.';
  const allowed = 'must be 1 to 64 letters, digits, dots, hyphens and underscores that do not start with aws or ssm';

  describe.each<[string, string, (name: string) => unknown]>([
    [
      'a platform',
      'environmentName',
      (environmentName) =>
        new EcommercePlatform(threeZoneStack(), 'Platform', { provider: new LocalStackProvider(), environmentName }),
    ],
    [
      'a service',
      'environment',
      (environment) => {
        const stack = threeZoneStack();
        return new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack), environment });
      },
    ],
    [
      'a service of another app',
      'environment',
      (environment) =>
        Microservice.fromParameters(threeZoneStack(), 'Reviews', { environment, serviceName: 'reviews' }),
    ],
  ])('the environment name of %s', (_, prop, make) => {
    test.each(['production', 'Blue_1.0', 'qa-2', '1', 'a'.repeat(64), 'my-aws'])("accepts '%s'", (name) => {
      expect(() => make(name)).not.toThrow();
    });

    test.each(['', ' ', 'aws', 'SSM', 'aws-prod', 'ssm2', 'a/b', 'a b', 'ä', 'a'.repeat(65), 'a\n'])(
      "rejects '%s'",
      (name) => {
        expect(() => make(name)).toThrow(`${prop} ${allowed}, got '${name}'. ${fix} (in Test/`);
      },
    );

    test('rejects a token', () => {
      expect(() => make(Token.asString({ Ref: 'Environment' }))).toThrow(
        `${prop} ${allowed}, got a token. ${fix} (in Test/`,
      );
    });
  });

  test('do not contain the value of a secret', () => {
    const stack = threeZoneStack();
    new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider() });
    const parameters = JSON.stringify(templateOf(stack).findResources('AWS::SSM::Parameter'));
    expect(parameters).not.toContain('resolve:secretsmanager');
  });
});
