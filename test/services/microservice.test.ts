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

test("its store admits the service's group on its port, and nothing else", () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const database = new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc,
    catalogue: reviewsOnly,
  });
  const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc, store: database.store('reviews') });
  expect(onlyResource(templateOf(stack), 'AWS::EC2::SecurityGroupIngress').Properties).toEqual({
    Description: 'Workloads of reviews',
    FromPort: 5433,
    ToPort: 5433,
    IpProtocol: 'tcp',
    SourceSecurityGroupId: stack.resolve(service.securityGroup.securityGroupId),
    GroupId: stack.resolve(database.store('reviews').connections.securityGroups[0].securityGroupId),
  });
});

test('a store without an address needs no rule', () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const store = DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const catalogue = ServiceCatalogue.of([{ name: 'reviews', store }]);
  const database = new DatabaseConstruct(stack, 'Database', { provider: new AWSProvider(), vpc, catalogue });
  new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc, store: database.store('reviews') });
  templateOf(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
});

test('may go without a store', () => {
  const stack = threeZoneStack();
  const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack) });
  expect(service.store).toBeUndefined();
  expect(service.serviceName).toBe('reviews');
  templateOf(stack).hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
});

test('its workloads carry its group and the client groups of what it shares, four at most', () => {
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

test('fails with a capability whose part is missing', () => {
  const stack = threeZoneStack();
  const props = { serviceName: 'reviews', vpc: existingVpc(stack), capabilities: [Capability.CACHE] };
  expect(() => new Microservice(stack, 'Reviews', props)).toThrow(
    'sharedParts must be given with a part for the capability cache, which reviews has, got none. Leave the part in, or ' +
      'take the capability from reviews in the catalogue. (in Test/Reviews)',
  );
});

describe('parameters', () => {
  test('hold each setting, the ARN of each secret, and one record for other apps', () => {
    const stack = threeZoneStack();
    new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider() });
    const names = Object.values(templateOf(stack).findResources('AWS::SSM::Parameter')).map(({ Properties }) =>
      String(Properties.Name),
    );
    expect(names.filter((name) => name.startsWith('/production/orderservice/')).sort()).toEqual([
      '/production/orderservice/connection',
      '/production/orderservice/secrets/BROKER_PASSWORD',
      '/production/orderservice/secrets/BROKER_USERNAME',
      '/production/orderservice/secrets/CACHE_PASSWORD',
      '/production/orderservice/secrets/CACHE_USERNAME',
      '/production/orderservice/secrets/DATABASE_PASSWORD',
      '/production/orderservice/secrets/DATABASE_USERNAME',
      '/production/orderservice/settings/BROKER_ENDPOINT',
      '/production/orderservice/settings/CACHE_ENDPOINT',
      '/production/orderservice/settings/CACHE_PORT',
      '/production/orderservice/settings/CACHE_READER_ENDPOINT',
      '/production/orderservice/settings/DATABASE_HOST',
      '/production/orderservice/settings/DATABASE_NAME',
      '/production/orderservice/settings/DATABASE_PORT',
    ]);
  });

  test('stand under the name that the platform is given', () => {
    const stack = threeZoneStack();
    new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), environmentName: 'blue' });
    templateOf(stack).hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/blue/orderservice/settings/DATABASE_HOST',
    });
  });

  const fix = 'The names of parameters begin with it; write it out, for example production.';
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
  ])('the environment of %s', (_, prop, make) => {
    test.each(['production', 'Blue_1.0', 'qa-2', '1', 'a'.repeat(64), 'my-aws'])("may be '%s'", (name) => {
      expect(() => make(name)).not.toThrow();
    });

    test.each(['', ' ', 'aws', 'SSM', 'aws-prod', 'ssm2', 'a/b', 'a b', 'ä', 'a'.repeat(65), 'a\n'])(
      "fails when it is '%s'",
      (name) => {
        expect(() => make(name)).toThrow(`${prop} ${allowed}, got '${name}'. ${fix} (in Test/`);
      },
    );

    test('fails when it is a token', () => {
      expect(() => make(Token.asString({ Ref: 'Environment' }))).toThrow(
        `${prop} ${allowed}, got a token. ${fix} (in Test/`,
      );
    });
  });

  test('hold no value of a secret', () => {
    const stack = threeZoneStack();
    new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider() });
    const parameters = JSON.stringify(templateOf(stack).findResources('AWS::SSM::Parameter'));
    expect(parameters).not.toContain('resolve:secretsmanager');
  });
});
