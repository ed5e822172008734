import {
  aws_backup as backup,
  type CfnResource,
  aws_dynamodb as dynamodb,
  aws_iam as iam,
  aws_kms as kms,
  aws_lambda as lambda,
  aws_opensearchservice as opensearch,
  aws_s3 as s3,
  aws_secretsmanager as secretsmanager,
  aws_sns as sns,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Workload } from '../../src';
import { functionOf } from '../support/workloads';
import { allow, defined, document, type Hole, READ_SECRET, roleOf, secretOf, stackOf } from './hole';
import type { Shop } from './shop';

const STRANGER = 'arn:aws:iam::210987654321:role/stranger';
const ORDERS_ROLE = 'arn:aws:iam::123456789012:role/orders';
const stranger = new iam.ArnPrincipal(STRANGER);
const anyone = new iam.AnyPrincipal();
const ORDERS = { rule: 'ResourcePolicy', subject: 'orderservice' };
const OUTSIDE = { rule: 'ResourcePolicy', subject: STRANGER };
const ANYONE = { rule: 'ResourcePolicy', subject: 'anyone' };

/** A role with a literal name, so that the platform's template can name it without a reference to the stack of the role. */
function named(shop: Shop): iam.ArnPrincipal {
  const role = roleOf(shop, 'orderservice').node.defaultChild;
  if (role instanceof iam.CfnRole) {
    role.roleName = 'orders';
  }
  return new iam.ArnPrincipal(ORDERS_ROLE);
}

function secretPolicy(shop: Shop, statement: Record<string, unknown>): void {
  new secretsmanager.CfnResourcePolicy(stackOf(shop, 'userservice'), 'Hole', {
    secretId: secretOf(shop, 'userservice').secretArn,
    resourcePolicy: document({ Action: READ_SECRET, Resource: '*', ...statement }),
  });
}

function keyPolicy({ platform }: Shop, ...principals: iam.IPrincipal[]): void {
  platform.database
    ?.encryptionKey('paymentservice')
    ?.addToResourcePolicy(allow(['kms:Decrypt', 'kms:CreateGrant'], ['*'], { principals }));
}

/** The resource of a type in the platform's stack. */
function resource<T extends CfnResource>({ stack }: Shop, type: new (...args: never[]) => T): T {
  return defined(stack.node.findAll().find((child): child is T => child instanceof type));
}

function tablePolicy(shop: Shop, statement: Record<string, unknown>): void {
  resource(shop, dynamodb.CfnTable).resourcePolicy = {
    policyDocument: document({ Action: 'dynamodb:Query', Resource: '*', ...statement }),
  };
}

function vaultPolicy(shop: Shop, statement: Record<string, unknown>): void {
  resource(shop, backup.CfnBackupVault).accessPolicy = document({
    Action: 'backup:CopyFromBackupVault',
    Resource: '*',
    ...statement,
  });
}

function queueIn(shop: Shop): sqs.Queue {
  return new sqs.Queue(stackOf(shop, 'paymentservice'), 'Payments');
}

function topicIn(shop: Shop): sns.Topic {
  return new sns.Topic(stackOf(shop, 'paymentservice'), 'Payments');
}

function functionIn(shop: Shop): lambda.Function {
  const { vpc } = shop.platform;
  const service = shop.platform.service('paymentservice');
  const handler = functionOf(stackOf(shop, 'paymentservice'), vpc, service.securityGroups);
  service.connect(Workload.lambdaFunction(handler));
  return handler;
}

function domainPolicy(shop: Shop, principal: string): void {
  const { Statement } = document({ Action: 'es:ESHttpGet', Resource: '*', Principal: { AWS: principal } });
  resource(shop, opensearch.CfnDomain).addPropertyOverride('AccessPolicies.Statement', Statement);
}

const media = ({ platform }: Shop) => defined(platform.storage).media;

export const RESOURCE_POLICY_HOLES: Record<string, Hole[]> = {
  'policies of secrets': [
    {
      ...ORDERS,
      name: 'that name the role of a workload',
      plant: (shop) => secretPolicy(shop, { Principal: { AWS: named(shop).arn } }),
      object: 'userservice store',
      path: 'userservice/Hole',
    },
    {
      ...OUTSIDE,
      name: 'that name a role of another account',
      plant: (shop) => secretPolicy(shop, { Principal: { AWS: STRANGER } }),
      object: 'userservice store',
      path: 'userservice/Hole',
    },
    {
      ...ANYONE,
      name: 'for anyone',
      plant: (shop) => secretPolicy(shop, { Principal: '*' }),
      object: 'userservice store',
      path: 'userservice/Hole',
    },
  ],
  'policies of keys, and grants': [
    {
      ...ORDERS,
      name: 'that name the role of a workload',
      plant: (shop) => keyPolicy(shop, named(shop)),
      object: 'paymentservice store',
      path: 'paymentservice/Key',
    },
    {
      ...OUTSIDE,
      name: 'that name a role of another account',
      plant: (shop) => keyPolicy(shop, stranger),
      object: 'paymentservice store',
      path: 'paymentservice/Key',
    },
    {
      ...ORDERS,
      name: 'that a workload may grant by itself',
      plant: (shop) =>
        roleOf(shop, 'orderservice').addToPolicy(
          allow(['kms:CreateGrant'], [defined(shop.platform.database?.encryptionKey('paymentservice')).keyArn]),
        ),
      rule: 'Policy',
      object: 'paymentservice store',
      path: 'orderservice/',
    },
    {
      ...ANYONE,
      name: 'for every caller that a condition admits',
      plant: (shop) =>
        shop.platform.database?.encryptionKey('paymentservice')?.addToResourcePolicy(
          allow(['kms:Decrypt'], ['*'], {
            principals: [anyone],
            conditions: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
          }),
        ),
      rule: 'Unknown',
      object: 'paymentservice store',
      path: 'paymentservice/Key',
    },
  ],
  'policies of tables': [
    {
      ...ORDERS,
      name: 'that name the role of a workload',
      plant: (shop) => tablePolicy(shop, { Principal: { AWS: named(shop).arn } }),
      object: 'inventoryservice store',
      path: 'inventoryservice/Table',
    },
    {
      ...OUTSIDE,
      name: 'that name a role of another account',
      plant: (shop) => tablePolicy(shop, { Principal: { AWS: STRANGER } }),
      object: 'inventoryservice store',
      path: 'inventoryservice/Table',
    },
    {
      ...ANYONE,
      name: 'for anyone',
      plant: (shop) => tablePolicy(shop, { Principal: { AWS: '*' } }),
      object: 'inventoryservice store',
      path: 'inventoryservice/Table',
    },
  ],
  'policies of vaults': [
    {
      ...ORDERS,
      name: 'that name the role of a workload',
      plant: (shop) => vaultPolicy(shop, { Principal: { AWS: named(shop).arn } }),
      object: 'backup',
      path: 'Backup/Vault',
      environment: 'production',
    },
    {
      ...OUTSIDE,
      name: 'that name a role of another account',
      plant: (shop) => vaultPolicy(shop, { Principal: { AWS: STRANGER } }),
      object: 'backup',
      path: 'Backup/Vault',
      environment: 'production',
    },
    {
      ...ORDERS,
      name: 'that leave it to the policies of roles',
      plant: (shop) => roleOf(shop, 'orderservice').addToPolicy(allow(['backup:StartRestoreJob'], ['*'])),
      rule: 'Policy',
      object: 'backup',
      path: 'orderservice/',
      environment: 'production',
    },
  ],
  'policies of buckets': [
    {
      ...ANYONE,
      name: 'for anyone',
      plant: (shop) =>
        media(shop).addToResourcePolicy(
          allow(['s3:GetObject'], [media(shop).arnForObjects('*')], { principals: [anyone] }),
        ),
      object: 'storage',
      path: 'Storage/Media/Policy',
    },
    {
      ...ORDERS,
      name: 'that name the role of a workload',
      plant: (shop) =>
        media(shop).addToResourcePolicy(
          allow(['s3:PutObject'], [media(shop).arnForObjects('*')], { principals: [named(shop)] }),
        ),
      object: 'storage',
      path: 'Storage/Media/Policy',
    },
    {
      ...ORDERS,
      name: 'that let a service write that may only read',
      plant: (shop) => media(shop).grantPut(roleOf(shop, 'inventoryservice')),
      rule: 'Policy',
      subject: 'inventoryservice',
      object: 'storage',
      path: 'inventoryservice/',
    },
  ],
  'policies of topics': [
    {
      ...ORDERS,
      name: 'that name the role of a workload',
      plant: (shop) =>
        topicIn(shop).addToResourcePolicy(allow(['sns:Subscribe'], ['*'], { principals: [named(shop)] })),
      object: 'paymentservice',
      path: 'paymentservice/Payments/Policy',
    },
    {
      ...OUTSIDE,
      name: 'that name a role of another account',
      plant: (shop) => topicIn(shop).addToResourcePolicy(allow(['sns:Publish'], ['*'], { principals: [stranger] })),
      object: 'paymentservice',
      path: 'paymentservice/Payments/Policy',
    },
    {
      ...ORDERS,
      name: "that leave the operations' topic to the policies of roles",
      plant: (shop) =>
        roleOf(shop, 'orderservice').addToPolicy(
          allow(['sns:Subscribe'], [defined(shop.platform.operationsTopic).topicArn]),
        ),
      rule: 'Policy',
      object: 'platform',
      path: 'orderservice/',
      environment: 'production',
    },
  ],
  'policies of queues': [
    {
      ...ORDERS,
      name: 'that name the role of a workload',
      plant: (shop) =>
        queueIn(shop).addToResourcePolicy(allow(['sqs:ReceiveMessage'], ['*'], { principals: [named(shop)] })),
      object: 'paymentservice',
      path: 'paymentservice/Payments/Policy',
    },
    {
      ...ANYONE,
      name: 'for anyone',
      plant: (shop) => queueIn(shop).addToResourcePolicy(allow(['sqs:*'], ['*'], { principals: [anyone] })),
      object: 'paymentservice',
      path: 'paymentservice/Payments/Policy',
    },
    {
      ...ORDERS,
      name: 'that leave it to the policies of roles',
      plant: (shop) => queueIn(shop).grantConsumeMessages(roleOf(shop, 'orderservice')),
      rule: 'Policy',
      object: 'paymentservice',
      path: 'orderservice/',
    },
  ],
  'permissions of functions': [
    {
      ...ORDERS,
      name: 'for the role of a workload',
      plant: (shop) => functionIn(shop).grantInvoke(roleOf(shop, 'orderservice')),
      rule: 'Policy',
      object: 'paymentservice',
      path: 'orderservice/',
    },
    {
      ...OUTSIDE,
      name: 'for another account',
      plant: (shop) => functionIn(shop).addPermission('Hole', { principal: new iam.AccountPrincipal('210987654321') }),
      subject: 'account 210987654321',
      object: 'paymentservice',
      path: 'paymentservice/Handler/Hole',
    },
    {
      ...ANYONE,
      name: 'by a URL without authentication',
      plant: (shop) => functionIn(shop).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE }),
      rule: 'Public',
      object: 'paymentservice',
      path: 'paymentservice/Handler/FunctionUrl',
    },
    {
      ...ORDERS,
      name: 'to replace its code',
      plant: (shop) => {
        const { functionArn } = functionIn(shop);
        roleOf(shop, 'orderservice').addToPolicy(allow(['lambda:UpdateFunctionCode'], [functionArn]));
      },
      rule: 'Policy',
      object: 'paymentservice',
      path: 'orderservice/',
    },
  ],
  'policies of search domains': [
    {
      ...ANYONE,
      name: 'for anyone',
      plant: (shop) => domainPolicy(shop, '*'),
      object: 'search',
      path: 'Search/Domain',
    },
    {
      ...ORDERS,
      name: 'that name the role of a workload',
      plant: (shop) => {
        named(shop);
        domainPolicy(shop, ORDERS_ROLE);
      },
      object: 'search',
      path: 'Search/Domain',
    },
    {
      ...OUTSIDE,
      name: 'that name a role of another account',
      plant: (shop) => domainPolicy(shop, STRANGER),
      object: 'search',
      path: 'Search/Domain',
    },
  ],
  NotPrincipal: [
    {
      ...ANYONE,
      name: 'in the policy of a secret',
      plant: (shop) => secretPolicy(shop, { NotPrincipal: { AWS: STRANGER } }),
      subject: `everyone but ${STRANGER}`,
      object: 'userservice store',
      path: 'userservice/Hole',
    },
    {
      ...ANYONE,
      name: 'in the policy of a table',
      plant: (shop) => tablePolicy(shop, { NotPrincipal: { AWS: STRANGER } }),
      subject: `everyone but ${STRANGER}`,
      object: 'inventoryservice store',
      path: 'inventoryservice/Table',
    },
    {
      ...ANYONE,
      name: 'in the policy of a bucket',
      plant: (shop) =>
        media(shop).addToResourcePolicy(
          new iam.PolicyStatement({
            actions: ['s3:GetObject'],
            resources: [media(shop).arnForObjects('*')],
            notPrincipals: [stranger],
          }),
        ),
      subject: `everyone but ${STRANGER}`,
      object: 'storage',
      path: 'Storage/Media/Policy',
    },
  ],
  'principals of other types': [
    {
      ...ANYONE,
      name: 'a canonical user',
      plant: (shop) =>
        media(shop).addToResourcePolicy(
          allow(['s3:GetObject'], [media(shop).arnForObjects('*')], {
            principals: [new iam.CanonicalUserPrincipal('1ab')],
          }),
        ),
      subject: 'the principal 1ab of type CanonicalUser',
      object: 'storage',
      path: 'Storage/Media/Policy',
    },
    {
      ...ANYONE,
      name: 'a federated user in the policy of a secret',
      plant: (shop) => secretPolicy(shop, { Principal: { Federated: 'accounts.example' } }),
      subject: 'the principal accounts.example of type Federated',
      object: 'userservice store',
      path: 'userservice/Hole',
    },
    {
      ...ANYONE,
      name: 'a type that does not exist yet',
      plant: (shop) => secretPolicy(shop, { Principal: { Agent: 'agent-1' } }),
      subject: 'the principal agent-1 of type Agent',
      object: 'userservice store',
      path: 'userservice/Hole',
    },
  ],
  'statements without a principal, which custom stores may write': [
    {
      ...ANYONE,
      name: 'in the policy of a secret',
      plant: (shop) => secretPolicy(shop, {}),
      rule: 'Unknown',
      subject: 'a principal that the statement does not name',
      object: 'userservice store',
      path: 'userservice/Hole',
    },
    {
      ...ANYONE,
      name: 'in the policy of a table',
      plant: (shop) => tablePolicy(shop, { Principal: {} }),
      rule: 'Unknown',
      subject: 'a principal that the statement does not name',
      object: 'inventoryservice store',
      path: 'inventoryservice/Table',
    },
    {
      ...ANYONE,
      name: 'in the policy of a key',
      plant: (shop) => {
        const key = resource(shop, kms.CfnKey);
        key.keyPolicy = document({ Action: 'kms:Decrypt', Resource: '*' });
      },
      rule: 'Unknown',
      subject: 'a principal that the statement does not name',
      object: 'platform',
      path: 'Platform/Key',
    },
    {
      ...ANYONE,
      name: 'in the policy of a bucket',
      plant: (shop) =>
        new s3.CfnBucketPolicy(shop.stack, 'Hole', {
          bucket: media(shop).bucketName,
          policyDocument: document({ Action: 's3:GetObject', Resource: media(shop).arnForObjects('*') }),
        }),
      rule: 'Unknown',
      subject: 'a principal that the statement does not name',
      object: 'storage',
      path: 'Shop/Hole',
    },
  ],
};
