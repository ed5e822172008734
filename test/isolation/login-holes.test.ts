import { CustomResource, aws_rds as rds, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { analyse } from '../../src/isolation/analysis';
import { allow, defined, type Hole, READ_SECRET, roleOf, secretOf, smallShop, stackOf } from './hole';
import { expectToBeNamed } from './naming-holes';
import type { Shop } from './shop';

const ORDERS = { rule: 'Policy', subject: 'orderservice', path: 'orderservice/' };

function instanceOf({ platform }: Shop, service: string): rds.CfnDBInstance {
  const resource = platform.database?.instance(service).node.defaultChild;
  if (!(resource instanceof rds.CfnDBInstance)) {
    throw new Error(`no instance of ${service}`);
  }
  return resource;
}

const granting = (shop: Shop, action: string, arn: string) =>
  roleOf(shop, 'orderservice').addToPolicy(allow([action], [arn]));
const userArn = (shop: Shop, service: string, user: string) =>
  `arn:aws:rds-db:eu-central-1:123456789012:dbuser:${instanceOf(shop, service).attrDbiResourceId}/${user}`;

/** The secret of the master of a DocumentDB cluster. */
function masterOf({ stack }: Shop, service: string): string {
  const isOfStore = ({ node }: IConstruct) => node.path.endsWith(`/${service}/Secret/Resource`);
  const secret = stack.node.findAll().find((child) => secretsmanager.CfnSecret.isCfnSecret(child) && isOfStore(child));
  return defined(secretsmanager.CfnSecret.isCfnSecret(secret) ? secret.ref : undefined);
}

const HOLES: Hole[] = [
  {
    ...ORDERS,
    name: 'the secret of the login of another service',
    object: 'userservice store',
    plant: (shop) => granting(shop, READ_SECRET, secretOf(shop, 'userservice').secretArn),
  },
  {
    ...ORDERS,
    name: 'the secret of the master of another service',
    object: 'userservice store',
    plant: (shop) => granting(shop, READ_SECRET, instanceOf(shop, 'userservice').attrMasterUserSecretSecretArn),
  },
  {
    ...ORDERS,
    name: 'the secret of the master of its own store',
    object: 'orderservice store',
    plant: (shop) => granting(shop, READ_SECRET, instanceOf(shop, 'orderservice').attrMasterUserSecretSecretArn),
  },
  {
    ...ORDERS,
    name: 'the secret of the master of the DocumentDB cluster of another service',
    object: 'productservice store',
    plant: (shop) => granting(shop, READ_SECRET, masterOf(shop, 'productservice')),
  },
  {
    rule: 'Policy',
    subject: 'productservice',
    path: 'productservice/',
    name: 'the secret of the master of its own DocumentDB cluster',
    object: 'productservice store',
    plant: (shop) =>
      roleOf(shop, 'productservice').addToPolicy(allow([READ_SECRET], [masterOf(shop, 'productservice')])),
  },
  ...['userservice', 'userservice_migrator', 'ecommerce', '*'].map((user) => ({
    ...ORDERS,
    name: `logging in to the database of another service as ${user} with IAM`,
    object: 'userservice store',
    plant: (shop: Shop) => granting(shop, 'rds-db:connect', userArn(shop, 'userservice', user)),
  })),
];

expectToBeNamed({ logins: HOLES });

test('a custom resource of a user with the type of a login tells nothing about a secret', () => {
  const shop = smallShop();
  const resource = new CustomResource(stackOf(shop, 'orderservice'), 'Login', {
    serviceToken: 'arn:aws:lambda:eu-central-1:123456789012:function:login',
    resourceType: 'Custom::ServiceLogin',
    properties: { SecretArn: secretOf(shop, 'orderservice').secretArn },
  });
  granting(shop, READ_SECRET, resource.getAttString('SecretArn'));
  shop.app.synth();
  expect(analyse(shop.app).findings.map(({ rule }) => rule)).toContain('Unknown');
});
