import {
  aws_elasticache as elasticache,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Capability, DataStore, ServiceCatalogue, ServiceIsolationValidator, StoreRole, Workload } from '../../src';
import { analyse } from '../../src/isolation/analysis';
import { allow, defined, type Hole, READ_SECRET, roleOf, smallShop, stackOf } from './hole';
import { expectToBeNamed } from './naming-holes';
import { createShop, type Shop } from './shop';

const ORDERS = { rule: 'Policy', subject: 'orderservice', path: 'orderservice/' };

/** A resource below the platform, by its kind and a part of its path. */
function found<Kind>({ platform }: Shop, isKind: (construct: unknown) => construct is Kind, part: string): Kind {
  const below: unknown[] = platform.node.findAll().filter(({ node }) => node.path.includes(part));
  return defined(below.find(isKind));
}

const functionIn = (part: string) => (shop: Shop) => found(shop, lambda.CfnFunction.isCfnFunction, part).attrArn;
const secretIn = (part: string) => (shop: Shop) => found(shop, secretsmanager.CfnSecret.isCfnSecret, part).ref;
const userIn = (part: string) => (shop: Shop) => found(shop, elasticache.CfnUser.isCfnUser, part).attrArn;
const groupOf = (shop: Shop) => found(shop, elasticache.CfnUserGroup.isCfnUserGroup, '/Cache/').attrArn;

const granting = (action: string, arnOf: (shop: Shop) => string) => (shop: Shop) =>
  roleOf(shop, 'orderservice').addToPolicy(allow([action], [arnOf(shop)]));

const DATABASE = 'Database/orderservice/Logins/Function/Function';
const CACHE = 'orderservice/PartLogins/Cache/';

const FUNCTION_HOLES: Hole[] = [
  ...['lambda:InvokeFunction', 'lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'].flatMap((action) => [
    {
      ...ORDERS,
      name: `${action} on the one of its own database, which may read the secret of the master`,
      object: 'orderservice store',
      plant: granting(action, functionIn(DATABASE)),
    },
    {
      ...ORDERS,
      name: `${action} on the one of its own user of the cache, which may change the keys of the user`,
      object: 'orderservice',
      plant: granting(action, functionIn(CACHE)),
    },
    {
      ...ORDERS,
      name: `${action} on the one of the broker`,
      object: 'messaging',
      plant: granting(action, functionIn('Messaging/Logins/Function/Function')),
    },
  ]),
  {
    ...ORDERS,
    subject: 'productservice',
    path: 'productservice/',
    name: 'invoking the one that rotates the master of its own DocumentDB cluster',
    object: 'productservice store',
    environment: 'production',
    plant: (shop) =>
      roleOf(shop, 'productservice').addToPolicy(
        allow(['lambda:InvokeFunction'], [functionIn('Database/productservice/Rotation')(shop)]),
      ),
  },
];

const SECRET_HOLES: Hole[] = [
  ...['PutSecretValue', 'RotateSecret', 'UpdateSecretVersionStage', 'PutResourcePolicy'].flatMap((action) => [
    {
      ...ORDERS,
      name: `${action} on its own one of the broker, which names the user that is rotated`,
      object: 'orderservice',
      plant: granting(`secretsmanager:${action}`, secretIn('orderservice/PartLogins/Broker/Secret')),
    },
    {
      ...ORDERS,
      name: `${action} on its own one of the database`,
      object: 'orderservice store',
      plant: granting(`secretsmanager:${action}`, secretIn('orderservice/Logins/Secret')),
    },
  ]),
  {
    ...ORDERS,
    name: 'reading the one of the migrations of its own database by a workload without that role',
    object: 'orderservice store',
    plant: granting(READ_SECRET, secretIn('orderservice/Logins/MigrationSecret')),
  },
];

const USER_HOLES: Hole[] = [
  {
    ...ORDERS,
    name: 'giving its own user of the cache all keys',
    object: 'orderservice',
    plant: granting('elasticache:ModifyUser', userIn(CACHE)),
  },
  {
    ...ORDERS,
    name: 'changing the user of another service',
    object: 'userservice',
    plant: granting('elasticache:ModifyUser', userIn('userservice/PartLogins/Cache/')),
  },
  {
    ...ORDERS,
    name: 'adding users to the cache',
    object: 'cache',
    plant: granting('elasticache:ModifyUserGroup', groupOf),
  },
];

expectToBeNamed({
  'functions for logins': FUNCTION_HOLES,
  'secrets of logins': SECRET_HOLES,
  'users of the cache': USER_HOLES,
});

describe('two services with indexes', () => {
  const catalogue = ServiceCatalogue.of([
    { name: 'searchservice', store: DataStore.searchIndex(), capabilities: [Capability.SEARCH] },
    { name: 'reviewservice', store: DataStore.searchIndex(), capabilities: [Capability.SEARCH] },
  ]);

  test('do not reach the indexes of each other, because the domain checks their roles', () => {
    const { app } = createShop('local', catalogue);
    const reach = new ServiceIsolationValidator()
      .reach(app)
      .filter(({ serviceName }) => serviceName === 'reviewservice');
    expect(reach.map(({ resource }) => resource).sort()).toEqual(['reviewservice store', 'search']);
  });

  test('have a role each: a service that may assume the role of the other one is found', () => {
    const shop = createShop('local', catalogue);
    const role = found(shop, iam.CfnRole.isCfnRole, 'searchservice/PartLogins/Search/Role');
    roleOf(shop, 'reviewservice').addToPolicy(allow(['sts:AssumeRole'], [role.attrArn]));
    shop.app.synth();
    expect(analyse(shop.app).findings.map(({ rule, subject, object }) => ({ rule, subject, object }))).toContainEqual({
      rule: 'Role',
      subject: 'reviewservice',
      object: 'searchservice store',
    });
  });
});

test('a workload that changes the schema reads the secret of migrations', () => {
  const shop = smallShop();
  const migration = new lambda.Function(stackOf(shop, 'orderservice'), 'Migration', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = () => {}'),
    vpc: shop.platform.vpc,
    securityGroups: shop.platform.service('orderservice').securityGroups,
  });
  shop.platform.service('orderservice').connect(Workload.lambdaFunction(migration), { storeRole: StoreRole.MIGRATION });
  shop.app.synth();
  expect(analyse(shop.app).findings).toEqual([]);
});
