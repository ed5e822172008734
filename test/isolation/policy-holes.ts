import { CfnParameter, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { allow, document, type Hole, READ_SECRET, roleOf, secretOf, stackOf } from './hole';
import { ENV, type Shop } from './shop';

const reading = (shop: Shop, service = 'userservice') => allow([READ_SECRET], [secretOf(shop, service).secretArn]);
const granting = (shop: Shop, statement: iam.PolicyStatement) => roleOf(shop, 'orderservice').addToPolicy(statement);
const attachByArn = (shop: Shop, arn: string) =>
  roleOf(shop, 'orderservice').addManagedPolicy(
    iam.ManagedPolicy.fromManagedPolicyArn(stackOf(shop, 'orderservice'), 'Attached', arn),
  );
const ORDERS = { rule: 'Policy', subject: 'orderservice', object: 'userservice store', path: 'orderservice/' };

export const POLICY_HOLES: Record<string, Hole[]> = {
  'managed policies': [
    {
      ...ORDERS,
      name: 'one of the app, attached to the role of a workload',
      plant: (shop) => {
        const stack = stackOf(shop, 'orderservice');
        new iam.ManagedPolicy(stack, 'Hole', { roles: [roleOf(shop, 'orderservice')], statements: [reading(shop)] });
      },
      path: 'orderservice/Hole',
    },
    {
      ...ORDERS,
      name: 'one of AWS, by its name',
      plant: (shop) =>
        roleOf(shop, 'orderservice').addManagedPolicy(
          iam.ManagedPolicy.fromAwsManagedPolicyName('SecretsManagerReadWrite'),
        ),
      path: 'orderservice/Task/TaskRole',
    },
    {
      ...ORDERS,
      name: 'AdministratorAccess',
      plant: (shop) =>
        roleOf(shop, 'orderservice').addManagedPolicy(
          iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'),
        ),
    },
    {
      ...ORDERS,
      name: 'one of AWS that the validator does not know',
      plant: (shop) =>
        roleOf(shop, 'orderservice').addManagedPolicy(
          iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonNewFullAccess'),
        ),
      rule: 'Unknown',
      object: 'arn:aws:iam::aws:policy/AmazonNewFullAccess',
    },
    {
      ...ORDERS,
      name: 'one that is imported by its name',
      plant: (shop) =>
        roleOf(shop, 'orderservice').addManagedPolicy(
          iam.ManagedPolicy.fromManagedPolicyName(stackOf(shop, 'orderservice'), 'Hole', 'own-policy'),
        ),
      rule: 'Unknown',
      object: 'arn:aws:iam::123456789012:policy/own-policy',
    },
    {
      ...ORDERS,
      name: 'one of another stack, by its literal ARN',
      plant: (shop) => {
        new iam.ManagedPolicy(new Stack(shop.app, 'Policies', { env: ENV }), 'Hole', {
          managedPolicyName: 'read-users',
          statements: [reading(shop)],
        });
        attachByArn(shop, 'arn:aws:iam::123456789012:policy/read-users');
      },
      path: 'Policies/Hole',
    },
    {
      ...ORDERS,
      name: 'one of another stack, which names the role',
      plant: (shop) =>
        new iam.ManagedPolicy(new Stack(shop.app, 'Policies', { env: ENV }), 'Hole', {
          roles: [roleOf(shop, 'orderservice')],
          statements: [reading(shop)],
        }),
      path: 'Policies/Hole',
    },
  ],
  'inline policies': [
    {
      ...ORDERS,
      name: 'the default policy of a role',
      plant: (shop) => granting(shop, reading(shop)),
      path: 'DefaultPolicy',
    },
    {
      ...ORDERS,
      name: 'one in the role itself',
      plant: (shop) => {
        const role = roleOf(shop, 'orderservice').node.defaultChild;
        if (role instanceof iam.CfnRole) {
          const policyDocument = document({ Action: READ_SECRET, Resource: secretOf(shop, 'userservice').secretArn });
          role.policies = [{ policyName: 'hole', policyDocument }];
        }
      },
      path: 'orderservice/Task/TaskRole',
    },
    {
      ...ORDERS,
      name: 'one in another stack, which names the role by a literal',
      plant: (shop) => {
        const role = roleOf(shop, 'orderservice').node.defaultChild;
        if (role instanceof iam.CfnRole) {
          role.roleName = 'orders';
        }
        const policyDocument = document({ Action: READ_SECRET, Resource: secretOf(shop, 'userservice').secretArn });
        new iam.CfnPolicy(new Stack(shop.app, 'Policies', { env: ENV }), 'Hole', {
          policyName: 'hole',
          policyDocument,
          roles: ['orders'],
        });
      },
      path: 'Policies/Hole',
    },
    {
      ...ORDERS,
      name: 'a resource of type AWS::IAM::RolePolicy',
      plant: (shop) => {
        const policyDocument = document({ Action: READ_SECRET, Resource: secretOf(shop, 'userservice').secretArn });
        new iam.CfnRolePolicy(stackOf(shop, 'orderservice'), 'Hole', {
          policyName: 'hole',
          roleName: roleOf(shop, 'orderservice').roleName,
          policyDocument,
        });
      },
      path: 'orderservice/Hole',
    },
  ],
  'literal ARNs': [
    {
      ...ORDERS,
      name: 'of the parameters of another service',
      plant: (shop) =>
        granting(
          shop,
          allow(['ssm:GetParameter'], ['arn:aws:ssm:eu-central-1:123456789012:parameter/local/userservice/connection']),
        ),
      object: 'userservice',
    },
    {
      ...ORDERS,
      name: 'of a table with a generated name',
      plant: (shop) =>
        granting(
          shop,
          allow(
            ['dynamodb:GetItem'],
            [
              'arn:aws:dynamodb:eu-central-1:123456789012:table/Shop-PlatformDatabaseinventoryserviceTableD939E29B-1ABCDEF23',
            ],
          ),
        ),
      object: 'inventoryservice store',
    },
    {
      ...ORDERS,
      name: 'of the index of another service',
      plant: (shop) =>
        granting(
          shop,
          allow(
            ['es:ESHttpGet'],
            ['arn:aws:es:eu-central-1:123456789012:domain/search-shop-platfor-8a72b3ec/searchservice/_search'],
          ),
        ),
      object: 'searchservice store',
    },
  ],
  wildcards: [
    {
      ...ORDERS,
      name: 'in the name of secrets',
      plant: (shop) => granting(shop, allow(['secretsmanager:Get*'], ['arn:aws:secretsmanager:*:*:secret:*'])),
    },
    { ...ORDERS, name: 'for all actions on all resources', plant: (shop) => granting(shop, allow(['*'], ['*'])) },
    {
      ...ORDERS,
      name: 'in the name of tables',
      plant: (shop) =>
        granting(shop, allow(['dynamodb:*Item'], ['arn:aws:dynamodb:eu-central-1:123456789012:table/Shop-*'])),
      object: 'inventoryservice store',
    },
    {
      ...ORDERS,
      name: 'for one character in the name of a bucket',
      plant: (shop) => granting(shop, allow(['s3:PutObject'], ['arn:aws:s3:::shop-platformstoragemedi?90212efb-*/*'])),
      object: 'storage',
    },
    {
      ...ORDERS,
      name: 'for all secrets of the account, which other apps have',
      plant: (shop) => granting(shop, allow([READ_SECRET], ['*'])),
      object: 'other apps',
    },
  ],
  NotAction: [
    {
      ...ORDERS,
      name: 'for everything but IAM',
      plant: (shop) => granting(shop, new iam.PolicyStatement({ notActions: ['iam:*'], resources: ['*'] })),
    },
    {
      ...ORDERS,
      name: 'on the secret of another service',
      plant: (shop) =>
        granting(
          shop,
          new iam.PolicyStatement({ notActions: ['s3:*'], resources: [secretOf(shop, 'userservice').secretArn] }),
        ),
    },
    {
      ...ORDERS,
      name: 'for everything but deleting, on tables',
      plant: (shop) =>
        granting(
          shop,
          new iam.PolicyStatement({ notActions: ['dynamodb:Delete*'], resources: ['arn:aws:dynamodb:*:*:table/*'] }),
        ),
      object: 'inventoryservice store',
    },
  ],
  NotResource: [
    {
      ...ORDERS,
      name: 'for all secrets but its own',
      plant: (shop) =>
        granting(
          shop,
          new iam.PolicyStatement({ actions: [READ_SECRET], notResources: [secretOf(shop, 'orderservice').secretArn] }),
        ),
    },
    {
      ...ORDERS,
      name: 'for all tables but one',
      plant: (shop) =>
        granting(
          shop,
          new iam.PolicyStatement({ actions: ['dynamodb:*'], notResources: ['arn:aws:dynamodb:*:*:table/none'] }),
        ),
      object: 'inventoryservice store',
    },
    {
      ...ORDERS,
      name: 'for all parameters but its own',
      plant: (shop) =>
        granting(
          shop,
          new iam.PolicyStatement({
            actions: ['ssm:GetParameters'],
            notResources: ['arn:aws:ssm:*:*:parameter/local/orderservice/*'],
          }),
        ),
      object: 'userservice',
    },
  ],
  'Deny that does not close': [
    {
      ...ORDERS,
      name: 'on another resource',
      plant: (shop) => {
        granting(shop, reading(shop));
        const denied = [secretOf(shop, 'paymentservice').secretArn];
        granting(shop, allow([READ_SECRET], denied, { effect: iam.Effect.DENY }));
      },
    },
    {
      ...ORDERS,
      name: 'without TLS only',
      plant: (shop) => {
        granting(shop, reading(shop));
        const conditions = { Bool: { 'aws:SecureTransport': 'false' } };
        granting(shop, allow(['*'], ['*'], { effect: iam.Effect.DENY, conditions }));
      },
    },
    {
      ...ORDERS,
      name: 'for another action',
      plant: (shop) => {
        granting(shop, reading(shop));
        granting(shop, allow(['secretsmanager:DescribeSecret'], ['*'], { effect: iam.Effect.DENY }));
      },
    },
  ],
  conditions: [
    {
      ...ORDERS,
      name: 'on the network, which the templates do not decide',
      plant: (shop) => {
        const { secretArn } = secretOf(shop, 'userservice');
        granting(
          shop,
          allow([READ_SECRET], [secretArn], { conditions: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
        );
      },
      rule: 'Unknown',
    },
    {
      ...ORDERS,
      name: 'that hold for the role',
      plant: (shop) => {
        const conditions = { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/orderservice-*' } };
        granting(shop, allow([READ_SECRET], [secretOf(shop, 'userservice').secretArn], { conditions }));
      },
    },
    {
      ...ORDERS,
      name: 'on the service that uses a key',
      plant: (shop) => {
        const key = shop.platform.database?.encryptionKey('paymentservice')?.keyArn ?? '';
        const conditions = { StringEquals: { 'kms:ViaService': 'rds.eu-central-1.amazonaws.com' } };
        granting(shop, allow(['kms:Decrypt'], [key], { conditions }));
      },
      rule: 'Unknown',
      object: 'paymentservice store',
    },
  ],
  'values that are known only at deployment': [
    {
      ...ORDERS,
      name: 'a resource',
      plant: (shop) => {
        const parameter = new CfnParameter(stackOf(shop, 'orderservice'), 'Secret');
        granting(shop, allow([READ_SECRET], [parameter.valueAsString]));
      },
      rule: 'Unknown',
    },
    {
      ...ORDERS,
      name: 'an action',
      plant: (shop) => {
        const parameter = new CfnParameter(stackOf(shop, 'orderservice'), 'Action');
        granting(shop, allow([parameter.valueAsString], [secretOf(shop, 'userservice').secretArn]));
      },
      rule: 'Unknown',
    },
    {
      ...ORDERS,
      name: 'a policy',
      plant: (shop) => {
        const parameter = new CfnParameter(stackOf(shop, 'orderservice'), 'Policy');
        attachByArn(shop, parameter.valueAsString);
      },
      rule: 'Unknown',
      object: '(known at deployment)',
    },
  ],
  'permissions boundaries that do not close': [
    {
      ...ORDERS,
      name: 'one that allows secrets',
      plant: (shop) => {
        granting(shop, allow(['*'], ['*']));
        const boundary = new iam.ManagedPolicy(stackOf(shop, 'orderservice'), 'Boundary', {
          statements: [allow(['secretsmanager:*'], ['*'])],
        });
        iam.PermissionsBoundary.of(roleOf(shop, 'orderservice')).apply(boundary);
      },
    },
    {
      ...ORDERS,
      name: 'one that is imported',
      plant: (shop) => {
        granting(shop, reading(shop));
        iam.PermissionsBoundary.of(roleOf(shop, 'orderservice')).apply(
          iam.ManagedPolicy.fromManagedPolicyName(stackOf(shop, 'orderservice'), 'Boundary', 'boundary'),
        );
      },
    },
    {
      ...ORDERS,
      name: 'one that denies another action',
      plant: (shop) => {
        granting(shop, reading(shop));
        const boundary = new iam.ManagedPolicy(stackOf(shop, 'orderservice'), 'Boundary', {
          statements: [allow(['*'], ['*']), allow(['iam:*'], ['*'], { effect: iam.Effect.DENY })],
        });
        iam.PermissionsBoundary.of(roleOf(shop, 'orderservice')).apply(boundary);
      },
    },
  ],
};
