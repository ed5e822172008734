import { aws_iam as iam } from 'aws-cdk-lib';
import { analyse } from '../../src/isolation/analysis';
import { allow, READ_SECRET, roleOf, secretOf, smallShop, stackOf } from './hole';
import type { Shop } from './shop';

const grant = (shop: Shop, props: iam.PolicyStatementProps = {}) =>
  roleOf(shop, 'orderservice').addToPolicy(allow([READ_SECRET], [secretOf(shop, 'userservice').secretArn], props));

const deny = (shop: Shop, props: iam.PolicyStatementProps) =>
  roleOf(shop, 'orderservice').addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, ...props }));

/** What closes a permission, so that it is no hole. */
const CLOSED: Record<string, (shop: Shop) => void> = {
  'a Deny on the resource': (shop) => {
    grant(shop);
    deny(shop, { actions: ['secretsmanager:*'], resources: [secretOf(shop, 'userservice').secretArn] });
  },
  'a Deny on all other resources': (shop) => {
    grant(shop);
    const own = shop.platform.service('orderservice').store?.secrets.DATABASE_PASSWORD.secret.secretArn ?? '';
    deny(shop, { actions: [READ_SECRET], notResources: [own] });
  },
  'a Deny on all other actions': (shop) => {
    grant(shop);
    deny(shop, { notActions: ['ssm:*', 'kms:*'], resources: [secretOf(shop, 'userservice').secretArn] });
  },
  'a condition that does not hold for the role': (shop) =>
    grant(shop, { conditions: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/admin' } } }),
  'a condition on another account': (shop) =>
    grant(shop, { conditions: { StringEquals: { 'aws:PrincipalAccount': '210987654321' } } }),
  'a condition that only calls without TLS meet': (shop) =>
    grant(shop, { conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
  'a permissions boundary without the action': (shop) => {
    grant(shop);
    const statements = [allow(['ssm:*', 'logs:*'], ['*'])];
    const boundary = new iam.ManagedPolicy(stackOf(shop, 'orderservice'), 'Boundary', { statements });
    iam.PermissionsBoundary.of(roleOf(shop, 'orderservice')).apply(boundary);
  },
  'a role whose trust policy the role does not meet': (shop) =>
    roleOf(shop, 'orderservice').addToPolicy(
      allow(['sts:AssumeRole'], [shop.platform.search?.adminRole?.roleArn ?? '']),
    ),
  'actions that only list and describe': (shop) =>
    roleOf(shop, 'orderservice').addToPolicy(
      allow(['secretsmanager:ListSecrets', 'rds:Describe*', 's3:ListAllMyBuckets', 'dynamodb:DescribeTable'], ['*']),
    ),
  'a policy of AWS that reaches no data': (shop) =>
    roleOf(shop, 'orderservice').addManagedPolicy(
      iam.ManagedPolicy.fromAwsManagedPolicyName('AWSXRayDaemonWriteAccess'),
    ),
};

test.each(Object.entries(CLOSED))('%s is no finding', (_, plant) => {
  const shop = smallShop();
  plant(shop);
  shop.app.synth();
  expect(analyse(shop.app).findings).toEqual([]);
});
