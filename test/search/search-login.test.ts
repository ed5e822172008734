import { Fn, aws_lambda as lambda, aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import {
  AWSProvider,
  Capability,
  DataStore,
  DevelopmentProvider,
  type IEnvironmentProvider,
  Microservice,
  type MicroserviceProps,
  SearchConstruct,
  type SearchOptions,
  Workload,
} from '../../src';
import { acknowledgedInTree } from '../controls/acknowledgements';
import { TemplateOrder } from '../order/template-order';
import { loginAttribute } from '../support/logins';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

interface Service extends Partial<MicroserviceProps> {
  readonly indexName?: string;
}

interface Choices {
  readonly provider?: IEnvironmentProvider;
  readonly search?: SearchOptions;
  readonly services?: Readonly<Record<string, Service>>;
}

/** A domain in production and services that use it, in one stack. */
function platform({ provider = new AWSProvider(), search, services = { orders: {} } }: Choices = {}) {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const part = new SearchConstruct(stack, 'Search', { provider, vpc, ...search });
  const users = Object.entries(services).map(([serviceName, { indexName, ...props }]) => {
    const storeScope = new Construct(stack, `${serviceName}Store`);
    const store =
      indexName === undefined
        ? undefined
        : DataStore.searchIndex({ indexName }).bind(storeScope, { serviceName, provider, vpc, search: part });
    return new Microservice(stack, serviceName, {
      serviceName,
      vpc,
      store,
      capabilities: [Capability.SEARCH],
      sharedParts: [part],
      ...props,
    });
  });
  return { stack, vpc, part, users, template: () => templateOf(stack) };
}

/** What a function of a service gets from the domain. */
function connected(service: Service = {}) {
  const { stack, vpc, users, template } = platform({ services: { orders: service } });
  const handler = new lambda.Function(stack, 'Workload', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('//'),
    vpc,
    securityGroups: users[0].securityGroups,
  });
  users[0].connect(Workload.lambdaFunction(handler));
  const ofWorkload = (type: string) =>
    Object.entries(template().findResources(type)).find(([id]) => id.startsWith('Workload'))?.[1].Properties;
  return {
    variables: ofWorkload('AWS::Lambda::Function').Environment.Variables,
    statements: ofWorkload('AWS::IAM::ManagedPolicy').PolicyDocument.Statement,
  };
}

function ofPrefix(template: Template, type: string, prefix: string) {
  const [found, ...others] = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(prefix));
  expect(others).toEqual([]);
  return found[1].Properties;
}

const FUNCTION_ROLE = { 'Fn::GetAtt': [expect.stringMatching(/^SearchLoginsFunctionRole/), 'Arn'] };
const FUNCTION = { 'Fn::GetAtt': [expect.stringMatching(/^SearchLoginsFunction[0-9A-F]{8}$/), 'Arn'] };
const DOMAIN = { 'Fn::GetAtt': [expect.stringMatching(/^SearchDomain/), 'Arn'] };
const ENDPOINT = { 'Fn::GetAtt': [expect.stringMatching(/^SearchDomain/), 'DomainEndpoint'] };

test('a login maps the role of the service to its indexes', () => {
  const { Properties } = onlyResource(platform().template(), 'Custom::ServiceLogin');
  expect(Properties).toEqual({
    ServiceToken: FUNCTION,
    ServiceTimeout: '600',
    System: 'search',
    Service: 'orders',
    RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^ordersPartLoginsSearchRole/), 'Arn'] },
    Indexes: ['orders'],
    Endpoint: ENDPOINT,
  });
});

test('further roles get the access of one service', () => {
  const roleArns = ['arn:aws:iam::123456789012:role/readers'];
  const { template } = platform({ services: { orders: { search: { roleArns } }, payments: {} } });
  const logins = Object.values(template().findResources('Custom::ServiceLogin'));
  expect(logins.map(({ Properties }) => [Properties.Service, Properties.FurtherRoleArns])).toEqual([
    ['orders', roleArns],
    ['payments', undefined],
  ]);
});

test.each([
  ['a user', 'arn:aws:iam::123456789012:user/support'],
  ['a name', 'order-support'],
  ['a pattern', 'arn:aws:iam::123456789012:role/*'],
])('the role of further people cannot be %s', (_, arn) => {
  expect(() => platform({ services: { orders: { search: { roleArns: [arn] } } } })).toThrow(
    `search.roleArns must be ARNs of IAM roles, which the domain admits to the indexes of the service, got '${arn}'.`,
  );
});

test('a role is named once', () => {
  const arn = 'arn:aws:iam::123456789012:role/readers';
  expect(() => platform({ services: { orders: { search: { roleArns: [arn, arn] } } } })).toThrow(
    `search.roleArns must be unique, got '${arn}, ${arn}'.`,
  );
});

test('a role whose ARN the deployment knows is accepted', () => {
  const { template } = platform({ services: { orders: { search: { roleArns: [Fn.importValue('Readers')] } } } });
  expect(onlyResource(template(), 'Custom::ServiceLogin').Properties.FurtherRoleArns).toEqual([
    { 'Fn::ImportValue': 'Readers' },
  ]);
});

test('options for search are refused for a service without the capability', () => {
  expect(() => platform({ services: { orders: { capabilities: [], search: { roleArns: [] } } } })).toThrow(
    'search must be left out for a service without the capability search, got a value. Add `Capability.SEARCH` to the ' +
      'capabilities of the service, or leave it out.',
  );
});

test.each(['all_access', 'security_manager', 'readall'])(
  'a service %s is rejected, because the domain has a role with that name',
  (name) => {
    expect(() => platform({ services: { [name]: {} } })).toThrow(
      `serviceName must be a name that no role of OpenSearch has, got '${name}'. Rename the service, for example to ` +
        `${name}service. (in Test/Search)`,
    );
  },
);

test('two services with one name are rejected, because they would have one role', () => {
  const { stack, vpc, part } = platform();
  const props = { serviceName: 'orders', vpc, capabilities: [Capability.SEARCH], sharedParts: [part] };
  expect(() => new Microservice(stack, 'Other', props)).toThrow(
    "serviceName must be a name that no other service on the same search domain has, got 'orders'. Rename one of the " +
      'services: its name is that of its login. (in Test/Search)',
  );
});

test('the role may call the domain, and is assumed by the account and the function', () => {
  const { template } = platform();
  const { AssumeRolePolicyDocument, Path } = ofPrefix(template(), 'AWS::IAM::Role', 'ordersPartLogins');
  expect(Path).toBe('/search/orders/');
  const trusted = (AWS: unknown) => ({ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS } });
  expect(AssumeRolePolicyDocument.Statement).toEqual([
    trusted({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] }),
    trusted(FUNCTION_ROLE),
  ]);
  expect(ofPrefix(template(), 'AWS::IAM::ManagedPolicy', 'ordersPartLogins').PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['Delete', 'Get', 'Head', 'Patch', 'Post', 'Put'].map((method) => `es:ESHttp${method}`),
      Resource: { 'Fn::Join': ['', [DOMAIN, '/*']] },
    },
  ]);
});

test('a reviewer reads why the role may call all paths of the domain', () => {
  const found = acknowledgedInTree(platform().stack).filter(({ rule }) => /IAM5.*SearchDomain/.test(rule));
  expect(found.map(({ path, reason }) => [path, reason])).toEqual([
    ['Test/orders/PartLogins/Search/Policy', expect.stringMatching(/checks the indexes of each request itself/)],
  ]);
});

test('the function assumes the role of the administrator, and reads no secret', () => {
  const { template } = platform();
  const { Environment } = ofPrefix(template(), 'AWS::Lambda::Function', 'SearchLogins');
  const admin = { 'Fn::GetAtt': ['SearchAdminRole39B48159', 'Arn'] };
  expect(Environment.Variables).toEqual({
    ENDPOINT,
    ADMIN_ROLE_ARN: admin,
    NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
  });
  const { PolicyDocument } = ofPrefix(template(), 'AWS::IAM::ManagedPolicy', 'SearchLogins');
  expect(PolicyDocument.Statement).toEqual([
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: admin },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: expect.anything() },
  ]);
});

test.each<[string, IEnvironmentProvider, SearchOptions, number]>([
  ['a standby', new AWSProvider(), {}, 2],
  ['two zones', new AWSProvider(), { zones: 2, dataNodes: 2, multiAzWithStandby: false }, 1],
  ['two nodes in a zone', new DevelopmentProvider(), { dataNodes: 2 }, 1],
  ['one node', new DevelopmentProvider(), {}, 0],
])('the settings of the domain are declared once, with copies for %s', (_, provider, search, replicas) => {
  const { template } = platform({ provider, search, services: { orders: {}, payments: {} } });
  expect(onlyResource(template(), 'Custom::SearchSettings').Properties).toEqual({
    ServiceToken: FUNCTION,
    ServiceTimeout: '600',
    System: 'search',
    Replicas: replicas,
    SlowRequests: 'ON',
    Endpoint: ENDPOINT,
  });
});

test('a login follows the settings, the policies of the function and of the role, and the way to the domain', () => {
  const { template } = platform();
  const order = new TemplateOrder(template());
  const [[login]] = order.ofType('Custom::ServiceLogin');
  const before = [
    'Custom::SearchSettings',
    'AWS::EC2::SecurityGroupIngress',
    'AWS::IAM::ManagedPolicy',
    'AWS::OpenSearchService::Domain',
  ];
  const late = before.flatMap((type) => order.ofType(type)).filter(([id]) => !order.isBefore(id, login));
  expect(late.map(([id]) => id).filter((id) => !id.includes('ClientSecurityGroup'))).toEqual([]);
});

describe('a workload', () => {
  test('assumes the role that the login hands out, and calls nothing else', () => {
    const { variables, statements } = connected();
    expect(variables).toEqual(
      expect.objectContaining({ SEARCH_ENDPOINT: ENDPOINT, SEARCH_ROLE_ARN: loginAttribute('RoleArn') }),
    );
    expect(statements).toEqual([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: loginAttribute('RoleArn') }]);
  });

  test('of a deployed platform keeps the permissions of its own role', () => {
    const { statements } = connected({ logins: { sharedLogins: true } });
    expect(statements.map(({ Action }: { Action: unknown }) => [Action].flat()[0])).toEqual([
      'es:ESHttpDelete',
      'sts:AssumeRole',
    ]);
  });
});

describe('the indexes of services', () => {
  test('are the one with the name of the service and that of its store', () => {
    const { template } = platform({ services: { orders: { indexName: 'sales' } } });
    expect(onlyResource(template(), 'Custom::ServiceLogin').Properties.Indexes).toEqual(['orders', 'sales']);
  });

  test.each([
    [
      'the name of another service',
      { order: {}, archive: { indexName: 'order' } },
      /indexName must be apart from the index order of order/,
    ],
    [
      'its name and a dot',
      { order: {}, archive: { indexName: 'order.archive' } },
      /apart from the index order of order.*got 'order\.archive'/,
    ],
    [
      'the beginning of its name',
      { archive: { indexName: 'order.archive' }, order: {} },
      /apart from the index order\.archive of archive/,
    ],
  ])('are rejected with %s', (_, services, message) => {
    expect(() => platform({ services })).toThrow(message);
  });

  test('can have a hyphen, and names that only begin alike', () => {
    const services = { order: {}, orders: {}, order_archive: {}, archive: { indexName: 'order-archive' } };
    expect(() => platform({ services })).not.toThrow();
  });

  test('overlap if the services share a store', () => {
    const services = { order: {}, archive: { indexName: 'order.archive', sharesStoreWith: ['order'] } };
    expect(() => platform({ services })).not.toThrow();
  });
});

test('an administrator that is an IAM user is rejected, because the function cannot assume it', () => {
  expect(() => platform({ search: { masterUserArn: 'arn:aws:iam::123456789012:user/search' } })).toThrow(
    /masterUserArn must be the ARN of an IAM role, which the function that gives services their rights can assume/,
  );
});

test('a version without slow logs of whole requests does not get their settings', () => {
  const search = { engineVersion: opensearch.EngineVersion.openSearch('2.11') };
  const { Properties } = onlyResource(platform({ search }).template(), 'Custom::SearchSettings');
  expect(Properties.SlowRequests).toBe('OFF');
});
