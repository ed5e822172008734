import {
  CfnParameter,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_rds as rds,
  Stack,
  Stage,
  aws_secretsmanager as secretsmanager,
  Token,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  DataStore,
  EcommerceInfrastructure,
  EcommercePlatform,
  EnvironmentProviderFactory,
  LocalStackProvider,
  ServiceCatalogue,
  ServiceStacks,
  Workload,
} from '../../src';
import { acknowledgedInTree } from '../controls/acknowledgements';
import { newApp } from '../support/apps';
import { CrossStackValues } from '../support/cross-stack-values';
import { resourcesOf, resourcesOfType } from '../support/resources';
import { ENV, EVERY_KIND, shopOf, templatesOf } from '../support/service-stacks';
import { existingVpc } from '../support/stacks';
import { containersOf, statementsOf, taskOf } from '../support/workloads';

const provider = new LocalStackProvider();
const ORDERS = { name: 'orders', tags: { team: 'checkout' } };
const TWO = ServiceCatalogue.of([ORDERS, { name: 'users' }]);
const perService = ServiceStacks.perService();

/** The values of the tags with a key, by the logical id of the resource. */
function taggedIn(template: Template, key: string): Record<string, string> {
  const tagged = Object.entries(resourcesOf(template)).flatMap(([id, { Properties = {} }]) => {
    const { Tags: tags } = Properties;
    const found = Array.isArray(tags) ? tags.find(({ Key }) => Key === key) : undefined;
    return found ? [[id, String(found.Value)]] : [];
  });
  return Object.fromEntries(tagged);
}

describe('the stacks of services', () => {
  test('follow the stack of the platform in the order of the catalogue', () => {
    const { platform } = shopOf({ catalogue: TWO });
    expect(platform.stacks.map(({ node }) => node.path)).toEqual([
      'Shop',
      'Shop/Platform/orders',
      'Shop/Platform/users',
      'Shop/Platform/Monitoring',
    ]);
    expect(platform.serviceStack('users')).toBe(platform.stacks[2]);
    expect(Stack.of(platform.service('users'))).toBe(platform.stacks[2]);
  });

  test('have ids for the CLI, names and descriptions that name platform and service', () => {
    const { app, platform } = shopOf({ catalogue: TWO });
    const [, orders] = app.synth().stacks;
    expect(orders.hierarchicalId).toBe('Shop/Platform/orders');
    expect(orders.stackName).toMatch(/^ShopPlatformorders[0-9A-F]{8}$/);
    expect(orders.stackName).toBe(platform.serviceStack('orders').stackName);
    expect(orders.template.Description).toBe('orders of Shop/Platform');
  });

  test('have the account and region of the platform', () => {
    const { app, platform } = shopOf({ catalogue: TWO });
    const { account, region } = platform.serviceStack('orders');
    expect({ account, region }).toEqual(ENV);
    expect(app.synth().stacks.map(({ environment }) => environment.name)).toEqual(
      Array(4).fill('aws://123456789012/eu-central-1'),
    );
  });

  test.each([{}, { account: ENV.account }, { region: ENV.region }])(
    'have the account and region of the platform where `env` is %p',
    (env) => {
      const { platform } = shopOf({ catalogue: TWO, serviceStacks: ServiceStacks.perService({ stackProps: { env } }) });
      const { account, region } = platform.serviceStack('orders');
      expect({ account, region }).toEqual(ENV);
    },
  );

  test.each([
    ['production', true],
    ['development', false],
  ])('have termination protection in %s: %s', (environment, expected) => {
    const { platform } = shopOf({ catalogue: TWO }, environment);
    const stacks = ['orders', 'users'].map((name) => platform.serviceStack(name));
    expect(stacks.map(({ terminationProtection }) => terminationProtection)).toEqual([expected, expected]);
  });

  test('have the props of `stackProps`', () => {
    const stackProps = { terminationProtection: false, description: 'Shop', tags: { owner: 'shop' } };
    const { app } = shopOf({ catalogue: TWO, serviceStacks: ServiceStacks.perService({ stackProps }) });
    const [, orders] = app.synth().stacks;
    expect([orders.terminationProtection, orders.template.Description, orders.tags]).toEqual([
      false,
      'Shop',
      { owner: 'shop' },
    ]);
  });

  test('contain the resources of their services, with the tags of the service', () => {
    const { 'Shop/Platform/orders': orders, 'Shop/Platform/users': users } = templatesOf(shopOf({ catalogue: TWO }));
    const taggable = Object.entries(resourcesOf(orders)).filter(([, { Type }]) =>
      ['AWS::RDS::DBInstance', 'AWS::KMS::Key', 'AWS::EC2::SecurityGroup', 'AWS::Logs::LogGroup'].includes(Type),
    );
    expect(Object.keys(taggedIn(orders, 'team'))).toEqual(expect.arrayContaining(taggable.map(([id]) => id)));
    expect(taggedIn(users, 'team')).toEqual({});
  });

  test('belong to no service of the platform that a catalogue does not have', () => {
    const { platform } = shopOf({ catalogue: TWO });
    expect(() => platform.serviceStack('payments')).toThrow("name must be one of orders, users, got 'payments'.");
  });
});

test('all services are in the stack of the platform by default', () => {
  const { platform, stack } = shopOf({ catalogue: TWO, serviceStacks: undefined });
  expect(platform.stacks.map(({ node }) => node.path)).toEqual(['Shop', 'Shop/Platform/Monitoring']);
  expect(platform.serviceStack('orders')).toBe(stack);
});

describe('services in `keepInPlatform`', () => {
  const kept = ['orders', 'catalogue', 'accounts'];
  const some = shopOf({ catalogue: EVERY_KIND, serviceStacks: ServiceStacks.perService({ keepInPlatform: kept }) });
  const all = shopOf({ catalogue: EVERY_KIND, serviceStacks: ServiceStacks.TOGETHER });

  test('have no stack', () => {
    expect(some.platform.stacks.map(({ node }) => node.id)).toEqual(['Shop', 'baskets', 'finder', 'Monitoring']);
    expect(some.platform.serviceStack('orders')).toBe(some.stack);
  });

  test('keep every resource that they have in one stack, but for a policy of the role that all monitor with', () => {
    const { Shop: after } = templatesOf(some);
    const isOfKept = new RegExp(`^Platform(Database)?(${kept.join('|')})`);
    const own = Object.entries(resourcesOf(templatesOf(all).Shop)).filter(([id]) => isOfKept.test(id));
    expect(own.length).toBeGreaterThan(30);
    expect(resourcesOf(after)).toMatchObject(Object.fromEntries(own));
    expect(Object.keys(resourcesOf(after)).filter((id) => isOfKept.test(id))).toEqual(own.map(([id]) => id));
  });

  test('are the only ones that a backup selects by ARN', () => {
    const [byArn, byTag, ofAccounts] = resourcesOfType(templatesOf(some).Shop, 'AWS::Backup::BackupSelection').map(
      ({ Properties }) => JSON.stringify(Properties?.BackupSelection),
    );
    const stores = /Databaseaccounts|Databasecatalogue|Databaseorders|Databasebaskets/g;
    expect(byArn.match(stores)).toEqual(['Databasecatalogue', 'Databaseorders']);
    expect(byTag).toContain('ecommerce:backup');
    expect(ofAccounts.match(stores)).toEqual(['Databaseaccounts']); // in PCI scope
  });
});

describe('a backup', () => {
  test('selects stores of other stacks by a tag with the name of the environment', () => {
    const { Shop: template } = templatesOf(shopOf({ catalogue: EVERY_KIND }));
    const selections = resourcesOfType(template, 'AWS::Backup::BackupSelection');
    expect(selections.map(({ Properties }) => Object(Properties?.BackupSelection))).toEqual([
      {
        IamRoleArn: expect.anything(),
        ListOfTags: [{ ConditionKey: 'ecommerce:backup', ConditionType: 'STRINGEQUALS', ConditionValue: 'shop' }],
        SelectionName: 'TagSelection',
      },
    ]);
  });

  test('finds the tag on each store of a service that is not in PCI scope, and on no instance of a cluster', () => {
    const catalogue = EVERY_KIND.withService({ name: 'ledger', store: DataStore.auroraPostgres() });
    const tagged = Object.values(templatesOf(shopOf({ catalogue }))).flatMap((template) =>
      Object.entries(taggedIn(template, 'ecommerce:backup')).map(([id, value]) => [
        resourcesOf(template)[id].Type,
        value,
      ]),
    );
    const ofData = tagged.filter(([type]) => /::DB(Instance|Cluster)$|DynamoDB/.test(type));
    expect(ofData.sort()).toEqual([
      ['AWS::DocDB::DBCluster', 'shop'],
      ['AWS::DynamoDB::Table', 'shop'],
      ['AWS::RDS::DBCluster', 'shop'],
      ['AWS::RDS::DBInstance', 'shop'],
    ]);
  });

  test('of a store in another stack is no finding of the rules that know only ARNs', () => {
    const { app } = shopOf({ catalogue: EVERY_KIND });
    const rules = acknowledgedInTree(app).filter(({ reason }) => reason.includes('by its tag ecommerce:backup'));
    expect(rules.map(({ rule, path }) => `${rule} ${path}`).sort()).toEqual([
      'HIPAA.Security-DynamoDBInBackupPlan Shop/Platform/baskets/Store/Table/Resource',
      'HIPAA.Security-RDSInBackupPlan Shop/Platform/orders/Store/Instance/Resource',
      'NIST.800.53.R5-DynamoDBInBackupPlan Shop/Platform/baskets/Store/Table/Resource',
      'NIST.800.53.R5-RDSInBackupPlan Shop/Platform/orders/Store/Instance/Resource',
    ]);
  });

  test.each([
    ['that is disabled', { backup: { enabled: false } }, 'production'],
    ['that the environment does not have', {}, 'local'],
  ])('%s leaves no tag', (_, props, environment) => {
    const templates = templatesOf(shopOf({ catalogue: EVERY_KIND, ...props }, environment));
    expect(Object.values(templates).flatMap((template) => Object.keys(taggedIn(template, 'ecommerce:backup')))).toEqual(
      [],
    );
  });
});

describe('enhanced monitoring', () => {
  test('uses one role, which is in the stack of the platform', () => {
    const shop = shopOf({ catalogue: EVERY_KIND });
    const templates = templatesOf(shop);
    const values = new CrossStackValues(shop.app);
    const [role, ...others] = Object.values(templates).flatMap((template) =>
      Object.entries(resourcesOf(template)).filter(([, { Properties }]) =>
        JSON.stringify(Properties).includes('monitoring.rds.amazonaws.com'),
      ),
    );
    expect(others).toEqual([]);
    const roles = shop.platform.stacks.flatMap((stack) =>
      Object.values(resourcesOf(templates[stack.node.path])).flatMap(
        ({ Properties: { MonitoringRoleArn: arn } = {} }) => (arn === undefined ? [] : [values.resolve(stack, arn)]),
      ),
    );
    const arnInShop = { 'in Shop': { 'Fn::GetAtt': [role[0], 'Arn'] } };
    expect(roles.length).toBeGreaterThan(1);
    expect(roles).toEqual(roles.map(() => arnInShop));
    expect(Object.keys(resourcesOf(templates.Shop))).toContain(role[0]);
  });

  test('has no role where the environment does not monitor', () => {
    const text = JSON.stringify(Object.values(templatesOf(shopOf({ catalogue: EVERY_KIND }, 'local'))));
    expect(text).not.toContain('monitoring.rds.amazonaws.com');
  });
});

test('the boundary of roles applies to the roles in all stacks', () => {
  const rolePermissionsBoundary = (stack: Stack) => iam.ManagedPolicy.fromManagedPolicyName(stack, 'Limit', 'limit');
  const shop = shopOf((stack) => ({ catalogue: EVERY_KIND, rolePermissionsBoundary: rolePermissionsBoundary(stack) }));
  const roles = Object.values(templatesOf(shop)).map((template) => resourcesOfType(template, 'AWS::IAM::Role'));
  expect(roles.filter((own) => own.length > 0).length).toBeGreaterThan(2);
  for (const { Properties } of roles.flat()) {
    expect(JSON.stringify(Properties?.PermissionsBoundary)).toContain('policy/limit');
  }
});

describe('a workload', () => {
  const inShop = (pattern: string) => ({ 'in Shop': { Ref: expect.stringMatching(new RegExp(`^${pattern}`)) } });
  const catalogue = ServiceCatalogue.PHASE_ONE;

  test('in a third stack reads its service from parameters, and changes no stack of the platform', () => {
    const before = shopOf({ catalogue });
    const shop = shopOf({ catalogue });
    const workloads = new Stack(shop.app, 'Workloads', { env: ENV });
    const service = shop.platform.service('orderservice');
    service.connect(Workload.ecsTask(taskOf(workloads), service.securityGroups));
    const template = Template.fromStack(workloads);
    const [{ environment, secrets }] = containersOf(template);
    const values = new CrossStackValues(shop.app);
    const { stackName } = shop.platform.serviceStack('orderservice');
    const host = {
      [`in ${stackName}`]: { 'Fn::GetAtt': [expect.stringMatching('^StoreInstance'), 'Endpoint.Address'] },
    };
    expect(values.resolve(workloads, environment)).toMatchObject({
      DATABASE_HOST: host,
      DATABASE_NAME: 'orderservice',
    });
    const password = (part: string) => {
      const login = { 'Fn::GetAtt': [expect.stringMatching(`^ServicePartLogins${part}Login`), 'SecretArn'] };
      return { 'Fn::Join': ['', [{ [`in ${stackName}`]: login }, ':password::']] };
    };
    expect(values.resolve(workloads, secrets)).toMatchObject({
      CACHE_PASSWORD: password('Cache'),
      BROKER_PASSWORD: password('Broker'),
    });
    expect(JSON.stringify(template.toJSON())).not.toContain('Fn::ImportValue');
    expect(workloads.dependencies).toEqual(
      expect.arrayContaining([shop.stack, shop.platform.serviceStack('orderservice')]),
    );
    const json = (templates: Record<string, Template>) =>
      Object.entries(templates).map(([path, one]) => [path, one.toJSON()]);
    expect(json(templatesOf(shop))).toEqual(json(templatesOf(before)));
  });

  test("in its service's stack refers to its store", () => {
    const shop = shopOf({ catalogue });
    const stack = shop.platform.serviceStack('orderservice');
    const service = shop.platform.service('orderservice');
    const task = taskOf(stack);
    service.connect(Workload.ecsTask(task, service.securityGroups));
    const { Shop: platform, 'Shop/Platform/orderservice': template } = templatesOf(shop);
    const [{ environment }] = containersOf(template);
    expect(environment).toMatchObject({
      DATABASE_HOST: { 'Fn::GetAtt': [expect.stringMatching('^StoreInstance'), 'Endpoint.Address'] },
    });
    const [execution] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.includes('Execution'));
    expect(JSON.stringify(statementsOf(template, execution))).toContain('StoreLogins');
    expect(stack.dependencies).toEqual([shop.stack]);
    expect(platform.toJSON()).toEqual(templatesOf(shopOf({ catalogue })).Shop.toJSON());
  });

  test('reads the address and the port of an existing cluster of the app from parameters', () => {
    const shop = shopOf((stack) => {
      const vpc = existingVpc(stack);
      const engine = rds.DatabaseClusterEngine.auroraPostgres({
        version: rds.AuroraPostgresEngineVersion.of('16', '16'),
      });
      const writer = rds.ClusterInstance.serverlessV2('Writer');
      const cluster = new rds.DatabaseCluster(stack, 'Legacy', { engine, writer, vpc });
      const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'legacy');
      const store = DataStore.existingAurora({ cluster, databaseName: 'legacy', secret });
      const services = ServiceCatalogue.of([{ name: 'orders', store }]);
      return { vpc, catalogue: services, serviceStacks: ServiceStacks.TOGETHER };
    }, 'local');
    const workloads = new Stack(shop.app, 'Workloads', { env: ENV });
    shop.platform
      .service('orders')
      .connect(Workload.ecsTask(taskOf(workloads), [shop.platform.service('orders').securityGroup]));
    const template = Template.fromStack(workloads);
    const [{ environment }] = containersOf(template);
    const attribute = (name: string) => ({
      'in Shop': { 'Fn::GetAtt': [expect.stringMatching(/^Legacy[0-9A-F]{8}$/), name] },
    });
    expect(new CrossStackValues(shop.app).resolve(workloads, environment)).toMatchObject({
      DATABASE_HOST: attribute('Endpoint.Address'),
      DATABASE_PORT: attribute('Endpoint.Port'),
    });
    expect(JSON.stringify(template.toJSON())).not.toContain('Fn::ImportValue');
  });

  test('may use the VPC and the security groups of its service in a third stack', () => {
    const shop = shopOf({ catalogue });
    const workloads = new Stack(shop.app, 'Workloads', { env: ENV });
    new ec2.SecurityGroup(workloads, 'Own', { vpc: shop.platform.vpc }).addIngressRule(
      shop.platform.service('orderservice').securityGroup,
      ec2.Port.tcp(80),
    );
    new ec2.CfnNetworkInterface(workloads, 'Interface', { subnetId: shop.platform.vpc.privateSubnets[0].subnetId });
    shop.app.synth();
    const template = Template.fromStack(workloads).toJSON();
    const resolved = new CrossStackValues(shop.app).resolve(workloads, template.Resources);
    const { stackName } = shop.platform.serviceStack('orderservice');
    expect(resolved).toMatchObject({
      Interface: { Properties: { SubnetId: inShop('PlatformNetworkVpcPrivateSubnet1') } },
      Own30425842: { Properties: { VpcId: inShop('PlatformNetworkVpc') } },
    });
    expect(JSON.stringify(resolved)).toContain(`"in ${stackName}":{"Fn::GetAtt":["ServiceSecurityGroup`);
    expect(JSON.stringify(template)).not.toContain('Fn::ImportValue');
  });

  test('of another app reads a record that is written in one piece', () => {
    const text = (serviceStacks: ServiceStacks) => {
      const shop = shopOf({ catalogue, serviceStacks });
      const stack = shop.platform.serviceStack('orderservice');
      const [record] = resourcesOfType(templatesOf(shop)[stack.node.path], 'AWS::SSM::Parameter').filter(
        ({ Properties }) => Properties?.Name === '/shop/orderservice/connection',
      );
      const value = new CrossStackValues(shop.app).resolve(stack, record.Properties?.Value);
      const { 'Fn::Join': [, parts] = [] } = Object(value);
      // A reference becomes a name that is the same wherever the resource is.
      return JSON.parse(parts.map((part: unknown) => (typeof part === 'string' ? part : nameOf(part))).join(''));
    };
    const REFERENCE = /"(?:Ref|Fn::GetAtt)":\[?"(\w+?)[0-9A-F]{8}"(?:,"([\w.]+)")?/;
    const nameOf = (reference: unknown) => {
      const json = JSON.stringify(reference);
      // Of a nested stack in the stack of the platform.
      const nested = /"Outputs\.OfPlatform(?:Database)?orderservice(\w+?)ResourceDefault[0-9a-f]{8}(\w+)"/.exec(json);
      if (nested) {
        return `${nested[1]}.${nested[2]}`;
      }
      const [, id, attribute = ''] = REFERENCE.exec(json) ?? [];
      return `${id.replace(/^(PlatformDatabaseorderservice|Store|Platformorderservice|Service)/, '')}.${attribute}`;
    };
    expect(text(perService)).toEqual(text(ServiceStacks.TOGETHER));
  });
});

describe('services have stacks', () => {
  test('in `EcommerceInfrastructure`', () => {
    const app = newApp();
    const infrastructure = new EcommerceInfrastructure(app, 'Shop', {
      provider,
      catalogue: TWO,
      serviceStacks: perService,
    });
    expect(infrastructure.stacks.map(({ node }) => node.path)).toEqual([
      'Shop',
      'Shop/Platform/orders',
      'Shop/Platform/users',
    ]);
    expect(infrastructure.serviceStack('orders')).toBe(infrastructure.stacks[1]);
    expect(app.synth().stacks).toHaveLength(3);
  });

  test('in several platforms and several regions of one app', () => {
    const app = newApp();
    const platforms = [
      { id: 'North', region: 'eu-central-1', environmentName: 'north' },
      { id: 'South', region: 'eu-central-1', environmentName: 'south' },
      { id: 'West', region: 'eu-west-1', environmentName: 'north' },
    ].map(({ id, region, environmentName }) => {
      const stack = new Stack(app, id, { env: { ...ENV, region } });
      const props = { provider, environmentName, catalogue: TWO, serviceStacks: perService };
      return new EcommercePlatform(stack, 'Platform', props);
    });
    const { stacks } = app.synth();
    expect(stacks.map(({ hierarchicalId }) => hierarchicalId).sort()).toEqual(
      ['North', 'South', 'West'].flatMap((id) => [id, `${id}/Platform/orders`, `${id}/Platform/users`]),
    );
    expect(new Set(stacks.map(({ stackName }) => stackName)).size).toBe(9);
    for (const {
      stacks: [own, ...others],
    } of platforms) {
      expect(others.map(({ dependencies, region }) => [dependencies, region])).toEqual(
        others.map(() => [[own], own.region]),
      );
    }
  });

  test('in the stages of an app', () => {
    const app = newApp();
    const ids = ['Beta', 'Live'].map((id) => {
      const stage = new Stage(app, id, { env: ENV });
      const stack = new Stack(stage, 'Shop');
      new EcommercePlatform(stack, 'Platform', {
        provider,
        catalogue: TWO,
        environmentName: id,
        serviceStacks: perService,
      });
      return stage.synth().stacks.map(({ hierarchicalId, stackName }) => [hierarchicalId, stackName.slice(0, 10)]);
    });
    expect(ids).toEqual(
      ['Beta', 'Live'].map((id) => [
        [`${id}/Shop`, `${id}-Shop`],
        [`${id}/Shop/Platform/orders`, `${id}-ShopP`],
        [`${id}/Shop/Platform/users`, `${id}-ShopP`],
      ]),
    );
  });
});

describe('refused is', () => {
  const refusal = (props: Parameters<typeof shopOf>[0], stackProps = { env: ENV }): string => {
    try {
      shopOf(props, 'production', stackProps);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'nothing';
  };
  const NAMELESS = Object.assign(Object.create(provider), { environmentName: undefined });

  test.each<[string, Parameters<typeof shopOf>[0], string]>([
    [
      'a platform without an environment name',
      { environmentName: undefined, provider: NAMELESS },
      'environmentName must be set if `serviceStacks` gives each service a stack, got none. The stacks read values from ' +
        'parameters, whose names start with it: set it, for example to production, or use a provider with an ' +
        '`environmentName`. (in Shop/Platform)',
    ],
    [
      'a name in `keepInPlatform` that is not in the catalogue',
      { catalogue: TWO, serviceStacks: ServiceStacks.perService({ keepInPlatform: ['orders', 'order'] }) },
      "serviceStacks.keepInPlatform must be among the services of `catalogue`: orders, users, got 'order'. Correct the " +
        'name, or remove it with the service. (in Shop/Platform)',
    ],
    [
      'one name in `keepInPlatform` instead of a list, from JavaScript',
      { serviceStacks: ServiceStacks.perService(JSON.parse('{ "keepInPlatform": "orders" }')) },
      "serviceStacks.keepInPlatform must be a list of names of services, got 'orders'. Pass a list, also for one service. " +
        '(in Shop/Platform)',
    ],
    [
      'another region',
      { serviceStacks: ServiceStacks.perService({ stackProps: { env: { ...ENV, region: 'eu-west-1' } } }) },
      "serviceStacks.stackProps.env.region must be eu-central-1, where the platform is, got 'eu-west-1'. The stack needs " +
        "the platform's parameters: remove `env`, or move the platform. (in Shop/Platform)",
    ],
    [
      'another account',
      { serviceStacks: ServiceStacks.perService({ stackProps: { env: { ...ENV, account: '210987654321' } } }) },
      "serviceStacks.stackProps.env.account must be 123456789012, where the platform is, got '210987654321'. The stack " +
        "needs the platform's parameters: remove `env`, or move the platform. (in Shop/Platform)",
    ],
    [
      'one name for all stacks',
      { serviceStacks: ServiceStacks.perService({ stackProps: { stackName: 'orders' } }) },
      "serviceStacks.stackProps.stackName must be left out, because each stack needs another name, got 'orders'. Remove " +
        'it: the CDK makes the names from the name of the platform and of the service. (in Shop/Platform)',
    ],
  ])('%s', (_, props, message) => {
    expect(refusal(props)).toBe(message);
  });

  test.each<[string, ServiceStacks]>([
    ['the account and region of the platform', ServiceStacks.perService({ stackProps: { env: ENV } })],
    ['a region alone', ServiceStacks.perService({ stackProps: { env: { region: ENV.region } } })],
    [
      'tokens',
      ServiceStacks.perService({
        stackProps: { env: { account: Token.asString({ Ref: 'Account' }), region: Token.asString({ Ref: 'Region' }) } },
      }),
    ],
    ['an empty list of services that stay', ServiceStacks.perService({ keepInPlatform: [] })],
  ])('not %s', (_, serviceStacks) => {
    expect(refusal({ catalogue: TWO, serviceStacks })).toBe('nothing');
  });

  test('not a stack with a region for a platform without one', () => {
    const serviceStacks = ServiceStacks.perService({ stackProps: { env: ENV } });
    const app = newApp();
    const stack = new Stack(app, 'Shop');
    new CfnParameter(stack, 'Unrelated');
    const props = { provider: EnvironmentProviderFactory.create({ environment: 'local' }), serviceStacks };
    expect(() => new EcommercePlatform(stack, 'Platform', props)).not.toThrow();
  });
});
