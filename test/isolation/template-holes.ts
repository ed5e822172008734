import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  aws_backup as backup,
  CfnResource,
  CfnStack,
  CustomResource,
  aws_dynamodb as dynamodb,
  aws_ecr as ecr,
  aws_ecs as ecs,
  aws_elasticache as elasticache,
  aws_iam as iam,
  cloudformation_include as include,
  aws_kinesis as kinesis,
  aws_kms as kms,
  aws_lambda as lambda,
  aws_logs as logs,
  aws_opensearchservice as opensearch,
  aws_rds as rds,
  Stack,
  aws_s3 as s3,
  aws_secretsmanager as secretsmanager,
  aws_sns as sns,
  aws_sqs as sqs,
  aws_ssm as ssm,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { functionOf } from '../support/workloads';
import { allow, defined, document, type Hole, READ_SECRET, roleOf, secretOf, stackOf } from './hole';
import { ENV, type Shop } from './shop';

const STRANGER = '210987654321';
const ORDERS = { subject: 'orderservice', path: 'orderservice/' };
const tools = ({ app }: Shop) => new Stack(app, 'Tools', { env: ENV });
const databaseOf = (shop: Shop, service: string) =>
  defined(
    shop.stack.node
      .findAll()
      .find(
        (child): child is rds.CfnDBInstance =>
          child instanceof rds.CfnDBInstance && child.node.path.includes(`/${service}/`),
      ),
  );
const resourceOf = <T extends CfnResource>({ stack }: Shop, type: new (...args: never[]) => T): T =>
  defined(stack.node.findAll().find((child): child is T => child instanceof type));
const dynamicReference = (shop: Shop) => secretOf(shop, 'userservice').secretValueFromJson('password').unsafeUnwrap();

/** Adds a resource that the CDK has no construct for, or whose properties a user writes out. */
function add(scope: Construct, type: string, properties: Record<string, unknown> = {}): CfnResource {
  return new CfnResource(scope, 'Hole', { type, properties });
}

export const TEMPLATE_HOLES: Record<string, Hole[]> = {
  'secrets that CloudFormation writes into templates': [
    {
      ...ORDERS,
      name: 'into the environment of a function',
      plant: (shop) => {
        functionOf(stackOf(shop, 'orderservice')).addEnvironment('PASSWORD', dynamicReference(shop));
      },
      rule: 'EmbeddedSecret',
      object: 'userservice store',
    },
    {
      ...ORDERS,
      name: 'into the environment of a container, by the name of the secret',
      plant: (shop) => {
        new secretsmanager.Secret(stackOf(shop, 'userservice'), 'Token', { secretName: 'users-token' });
        const { service } = defined(shop.workloads.get('orderservice'));
        service.taskDefinition.defaultContainer?.addEnvironment('T', '{{resolve:secretsmanager:users-token}}');
      },
      rule: 'EmbeddedSecret',
      object: 'userservice',
    },
    {
      ...ORDERS,
      name: 'into a parameter of another stack',
      plant: (shop) =>
        new ssm.CfnParameter(tools(shop), 'Hole', { type: 'String', value: `x-${dynamicReference(shop)}` }),
      rule: 'EmbeddedSecret',
      subject: 'Tools/Hole',
      object: 'userservice store',
      path: 'Tools/Hole',
    },
    {
      ...ORDERS,
      name: 'that are in no stack of the app',
      plant: (shop) => {
        const value = '{{resolve:secretsmanager:users-of-another-app:SecretString:password}}';
        functionOf(stackOf(shop, 'orderservice')).addEnvironment('PASSWORD', value);
      },
      rule: 'Unknown',
      object: 'users-of-another-app',
    },
  ],
  'copies of data': [
    {
      ...ORDERS,
      name: 'a read replica of the database of another service',
      plant: (shop) =>
        new rds.CfnDBInstance(stackOf(shop, 'orderservice'), 'Hole', {
          sourceDbInstanceIdentifier: databaseOf(shop, 'userservice').ref,
          vpcSecurityGroups: [shop.platform.service('orderservice').securityGroup.securityGroupId],
        }),
      rule: 'Copy',
      object: 'userservice store',
    },
    {
      ...ORDERS,
      name: 'a replica of the key of another service',
      plant: (shop) => {
        const primaryKeyArn = defined(shop.platform.database?.encryptionKey('paymentservice')).keyArn;
        const keyPolicy = document({
          Action: 'kms:*',
          Resource: '*',
          Principal: { AWS: roleOf(shop, 'orderservice').roleArn },
        });
        new kms.CfnReplicaKey(stackOf(shop, 'orderservice'), 'Hole', { primaryKeyArn, keyPolicy });
      },
      rule: 'Copy',
      object: 'paymentservice store',
    },
    {
      ...ORDERS,
      name: 'a queue that subscribes to the topic of another service',
      plant: (shop) => {
        const topic = new sns.Topic(stackOf(shop, 'paymentservice'), 'Payments');
        const queue = new sqs.Queue(stackOf(shop, 'orderservice'), 'Hole');
        topic.addSubscription(new subscriptions.SqsSubscription(queue));
      },
      rule: 'Copy',
      object: 'paymentservice',
    },
    {
      ...ORDERS,
      name: 'somebody who subscribes to the topic of another service',
      plant: (shop) => {
        const { topicArn } = new sns.Topic(stackOf(shop, 'paymentservice'), 'Payments');
        new sns.CfnSubscription(stackOf(shop, 'orderservice'), 'Hole', {
          topicArn,
          protocol: 'email',
          endpoint: 'somebody@example.org',
        });
      },
      rule: 'Copy',
      subject: 'somebody@example.org',
      object: 'paymentservice',
    },
    {
      ...ORDERS,
      name: 'logs of another service that a function receives',
      plant: (shop) => {
        const group = new logs.LogGroup(stackOf(shop, 'paymentservice'), 'Logs');
        const { functionArn } = functionOf(stackOf(shop, 'orderservice'));
        new logs.CfnSubscriptionFilter(stackOf(shop, 'orderservice'), 'Hole', {
          logGroupName: group.logGroupName,
          destinationArn: functionArn,
          filterPattern: '',
        });
      },
      rule: 'Copy',
      object: 'paymentservice',
    },
    {
      ...ORDERS,
      name: 'messages that another service could not process',
      plant: (shop) => {
        const queue = new sqs.Queue(stackOf(shop, 'orderservice'), 'Failed');
        new sqs.Queue(stackOf(shop, 'paymentservice'), 'Hole', { deadLetterQueue: { queue, maxReceiveCount: 3 } });
      },
      rule: 'Copy',
      object: 'paymentservice',
      path: 'paymentservice/Hole',
    },
    {
      ...ORDERS,
      name: 'backups of the database of another service',
      plant: (shop) => {
        const stack = stackOf(shop, 'orderservice');
        const plan = new backup.BackupPlan(stack, 'Plan', { backupVault: new backup.BackupVault(stack, 'Vault') });
        plan.addRule(backup.BackupPlanRule.daily());
        plan.addSelection('Hole', {
          resources: [backup.BackupResource.fromArn('arn:aws:rds:eu-central-1:123456789012:db:*')],
        });
      },
      rule: 'Copy',
      object: 'userservice store',
    },
  ],
  'copies of data that the owner sends': [
    {
      ...ORDERS,
      name: 'an endpoint of the proxy of another service',
      plant: (shop) => {
        const proxy = new rds.CfnDBProxy(stackOf(shop, 'userservice'), 'Proxy', {
          dbProxyName: 'users',
          engineFamily: 'POSTGRESQL',
          roleArn: roleOf(shop, 'userservice').roleArn,
          vpcSubnetIds: [],
          vpcSecurityGroupIds: [shop.platform.service('userservice').securityGroup.securityGroupId],
        });
        new rds.CfnDBProxyEndpoint(stackOf(shop, 'orderservice'), 'Hole', {
          dbProxyEndpointName: 'hole',
          dbProxyName: proxy.ref,
          vpcSubnetIds: [],
          vpcSecurityGroupIds: [shop.platform.service('orderservice').securityGroup.securityGroupId],
        });
      },
      rule: 'Copy',
      object: 'userservice',
    },
    {
      ...ORDERS,
      name: 'a topic with a subscription of another service',
      plant: (shop) => {
        const queue = new sqs.Queue(stackOf(shop, 'orderservice'), 'Queue');
        const subscription = [{ protocol: 'sqs', endpoint: queue.queueArn }];
        new sns.CfnTopic(stackOf(shop, 'paymentservice'), 'Hole', { subscription });
      },
      rule: 'Copy',
      object: 'paymentservice',
      path: 'paymentservice/Hole',
    },
    {
      ...ORDERS,
      name: 'a bucket that is copied to the bucket of another service',
      plant: (shop) => {
        const bucket = new s3.Bucket(stackOf(shop, 'orderservice'), 'Bucket');
        new s3.CfnBucket(stackOf(shop, 'paymentservice'), 'Hole', {
          replicationConfiguration: {
            role: 'arn:aws:iam::123456789012:role/replication',
            rules: [{ status: 'Enabled', destination: { bucket: bucket.bucketArn } }],
          },
        });
      },
      rule: 'Copy',
      object: 'paymentservice',
      path: 'paymentservice/Hole',
    },
    {
      ...ORDERS,
      name: 'a table whose changes another service receives',
      plant: (shop) => {
        const { attrArn: streamArn } = new kinesis.CfnStream(stackOf(shop, 'orderservice'), 'Stream');
        new dynamodb.CfnTable(stackOf(shop, 'paymentservice'), 'Hole', {
          keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
          kinesisStreamSpecification: { streamArn },
        });
      },
      rule: 'Copy',
      object: 'paymentservice',
      path: 'paymentservice/Hole',
    },
  ],
  'policies of what leads to data': [
    {
      ...ORDERS,
      name: 'of an access point of a bucket',
      plant: (shop) => {
        const policy = document({ Action: 's3:GetObject', Resource: '*', Principal: { AWS: STRANGER } });
        const { bucketName } = defined(shop.platform.storage).media;
        new s3.CfnAccessPoint(stackOf(shop, 'orderservice'), 'Hole', { bucket: bucketName, name: 'hole', policy });
      },
      rule: 'ResourcePolicy',
      subject: `account ${STRANGER}`,
      object: 'storage',
    },
    {
      ...ORDERS,
      name: 'of a role, for the access point of a bucket',
      plant: (shop) => {
        const { bucketName } = defined(shop.platform.storage).media;
        new s3.CfnAccessPoint(stackOf(shop, 'productservice'), 'Point', { bucket: bucketName, name: 'point' });
        const arn = 'arn:aws:s3:eu-central-1:123456789012:accesspoint/point';
        roleOf(shop, 'orderservice').addToPolicy(allow(['s3:GetObject'], [`${arn}/object/*`]));
      },
      rule: 'Policy',
      object: 'storage',
    },
    {
      ...ORDERS,
      name: 'of the stream of a table',
      plant: (shop) => {
        resourceOf(shop, dynamodb.CfnTable).streamSpecification = {
          streamViewType: 'NEW_IMAGE',
          resourcePolicy: {
            policyDocument: document({ Action: 'dynamodb:GetRecords', Resource: '*', Principal: { AWS: STRANGER } }),
          },
        };
      },
      rule: 'ResourcePolicy',
      subject: `account ${STRANGER}`,
      object: 'inventoryservice store',
      path: 'inventoryservice/Table',
    },
    {
      ...ORDERS,
      name: 'of the images of a service',
      plant: (shop) => {
        new ecr.CfnRepository(stackOf(shop, 'paymentservice'), 'Hole', {
          repositoryPolicyText: document({ Action: 'ecr:PutImage', Principal: { AWS: STRANGER } }),
        });
      },
      rule: 'ResourcePolicy',
      subject: `account ${STRANGER}`,
      object: 'paymentservice',
      path: 'paymentservice/Hole',
    },
    {
      ...ORDERS,
      name: 'of a role, for the images of another service',
      plant: (shop) => {
        const { repositoryArn } = new ecr.Repository(stackOf(shop, 'paymentservice'), 'Images');
        roleOf(shop, 'orderservice').addToPolicy(allow(['ecr:*'], [repositoryArn]));
      },
      rule: 'Policy',
      object: 'paymentservice',
    },
  ],
  'roles of others': [
    {
      ...ORDERS,
      name: 'a function of a service with the role of another service',
      plant: (shop) => {
        const role = iam.Role.fromRoleArn(stackOf(shop, 'orderservice'), 'Other', roleOf(shop, 'userservice').roleArn, {
          mutable: false,
        });
        new lambda.Function(stackOf(shop, 'orderservice'), 'Hole', { ...CODE, role });
      },
      rule: 'Role',
      object: 'userservice store',
    },
    {
      ...ORDERS,
      name: 'a task of nobody with the role of a service',
      plant: (shop) =>
        new ecs.CfnTaskDefinition(tools(shop), 'Hole', { taskRoleArn: roleOf(shop, 'userservice').roleArn }),
      rule: 'Role',
      subject: 'Tools/Hole',
      object: 'userservice',
      path: 'Tools/Hole',
    },
    {
      ...ORDERS,
      name: 'an instance profile with the role of a service',
      plant: (shop) =>
        new iam.CfnInstanceProfile(tools(shop), 'Hole', { roles: [roleOf(shop, 'userservice').roleName] }),
      rule: 'Role',
      subject: 'Tools/Hole',
      object: 'userservice',
      path: 'Tools/Hole',
    },
    {
      ...ORDERS,
      name: 'a function of a service with the role that administers the search domain',
      plant: (shop) => {
        const arn = `arn:aws:iam::${ENV.account}:role/search-admin`;
        const admin = new iam.Role(shop.stack, 'Admin', {
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          roleName: 'search-admin',
        });
        admin.addToPolicy(allow(['es:ESHttp*'], ['*']));
        const role = iam.Role.fromRoleArn(stackOf(shop, 'orderservice'), 'Other', arn, { mutable: false });
        new lambda.Function(stackOf(shop, 'orderservice'), 'Hole', { ...CODE, role });
      },
      rule: 'Role',
      object: 'search',
    },
  ],
  'constructs with the names of providers of the CDK': [
    {
      ...ORDERS,
      name: 'a role that reads a secret',
      plant: (shop) => impostor(shop, allow([READ_SECRET], [secretOf(shop, 'userservice').secretArn])),
      rule: 'Policy',
      subject: 'Tools/Custom::Impostor/Role',
      object: 'userservice store',
      path: 'Tools/Custom::Impostor',
    },
    {
      ...ORDERS,
      name: 'a role that reads a bucket',
      plant: (shop) => impostor(shop, allow(['s3:Get*'], ['*'])),
      rule: 'Policy',
      subject: 'Tools/Custom::Impostor/Role',
      object: 'storage',
      path: 'Tools/Custom::Impostor',
    },
    {
      ...ORDERS,
      name: 'a role that writes policies',
      plant: (shop) => impostor(shop, allow(['iam:AttachRolePolicy'], ['*'])),
      rule: 'Policy',
      subject: 'Tools/Custom::Impostor/Role',
      object: 'identities',
      path: 'Tools/Custom::Impostor',
    },
  ],
  'content that is not in the templates': [
    {
      ...ORDERS,
      name: 'a stack with a template elsewhere',
      plant: (shop) =>
        new CfnStack(stackOf(shop, 'orderservice'), 'Hole', { templateUrl: 'https://s3.example/template.json' }),
      rule: 'Unknown',
      subject: 'anyone',
      object: 'orderservice/Hole',
    },
    {
      ...ORDERS,
      name: 'a macro of a template',
      plant: (shop) => stackOf(shop, 'orderservice').addTransform('Permissions'),
      rule: 'Unknown',
      subject: 'anyone',
      object: 'orderservice',
      path: 'orderservice',
    },
    {
      ...ORDERS,
      name: 'a macro of a resource',
      plant: (shop) => {
        const role = roleOf(shop, 'orderservice').node.defaultChild;
        if (role instanceof iam.CfnRole) {
          role.addPropertyOverride('Fn::Transform', { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } });
        }
      },
      rule: 'Unknown',
      subject: 'anyone',
      object: 'orderservice/Task/TaskRole',
    },
    {
      ...ORDERS,
      name: 'a custom resource whose code is elsewhere',
      plant: (shop) =>
        new CustomResource(stackOf(shop, 'orderservice'), 'Hole', {
          serviceToken: 'arn:aws:lambda:eu-central-1:210987654321:function:grants',
          resourceType: 'Custom::Grant',
        }),
      rule: 'Unknown',
      subject: 'anyone',
      object: 'orderservice/Hole',
    },
    {
      ...ORDERS,
      name: 'a function of the Serverless Application Model',
      plant: (shop) =>
        add(stackOf(shop, 'orderservice'), 'AWS::Serverless::Function', { Policies: ['AdministratorAccess'] }),
      rule: 'UnknownType',
      subject: 'anyone',
      object: 'AWS::Serverless::Function orderservice/Hole',
    },
  ],
  'types of known AWS services that give access': [
    ...[
      'AWS::EKS::PodIdentityAssociation',
      'AWS::S3::AccessGrant',
      'AWS::OpenSearchService::VpcEndpoint',
      'AWS::Logs::AccountPolicy',
      'AWS::EC2::TrafficMirrorSession',
      'AWS::SSM::Association',
      'AWS::CloudFormation::StackSet',
    ].map((type) => ({
      name: type,
      plant: (shop: Shop) => add(stackOf(shop, 'orderservice'), type),
      rule: 'UnknownType',
      subject: 'anyone',
      object: `${type} orderservice/Hole`,
      path: 'orderservice/Hole',
    })),
  ],
  'identity providers': [
    {
      ...ORDERS,
      name: 'all identities of a provider',
      plant: (shop) => federate(shop, {}),
      rule: 'Role',
      subject: 'the principal arn:aws:iam::123456789012:oidc-provider/tokens.example of type Federated',
      object: 'orderservice',
    },
    {
      ...ORDERS,
      name: 'all subjects of a provider for one audience',
      plant: (shop) => federate(shop, { StringEquals: { 'tokens.example:aud': 'sts.amazonaws.com' } }),
      rule: 'Unknown',
      subject: 'of type Federated',
      object: 'orderservice',
    },
    {
      ...ORDERS,
      name: 'a pattern of subjects that begins with a wildcard',
      plant: (shop) => federate(shop, { StringLike: { 'tokens.example:sub': '*:orders' } }),
      rule: 'Unknown',
      subject: 'of type Federated',
      object: 'orderservice',
    },
  ],
  'logins of servers': [
    {
      ...ORDERS,
      name: 'the role of a workload as the master user of the search domain',
      plant: (shop) => {
        const role = roleOf(shop, 'orderservice').node.defaultChild;
        if (role instanceof iam.CfnRole) {
          role.roleName = 'orders';
        }
        resourceOf(shop, opensearch.CfnDomain).addPropertyOverride(
          'AdvancedSecurityOptions.MasterUserOptions.MasterUserARN',
          'arn:aws:iam::123456789012:role/orders',
        );
      },
      rule: 'FineGrainedAccess',
      object: 'search',
      path: 'Search/Domain',
    },
    {
      ...ORDERS,
      name: 'a user of the cache without a password',
      plant: (shop) => {
        const user = resourceOf(shop, elasticache.CfnUser);
        for (const each of shop.stack.node.findAll()) {
          if (each instanceof elasticache.CfnUser && each !== user) {
            each.authenticationMode = { Type: 'no-password-required' };
            each.accessString = 'on ~* +@all';
          }
        }
        user.authenticationMode = { Type: 'no-password-required' };
        user.accessString = 'on ~* +@all';
      },
      rule: 'FineGrainedAccess',
      subject: 'anyone',
      object: 'cache',
      path: 'Cache/',
    },
    {
      ...ORDERS,
      name: 'a cache without users',
      plant: (shop) => {
        const cache = resourceOf(shop, elasticache.CfnReplicationGroup);
        cache.userGroupIds = undefined;
        cache.authToken = undefined;
      },
      rule: 'FineGrainedAccess',
      subject: 'anyone',
      object: 'cache',
      path: 'Cache/',
    },
    {
      ...ORDERS,
      name: 'a login to a database by IAM',
      plant: (shop) =>
        roleOf(shop, 'orderservice').addToPolicy(
          allow(['rds-db:connect'], ['arn:aws:rds-db:eu-central-1:123456789012:dbuser:*/*']),
        ),
      rule: 'Policy',
      object: 'userservice store',
    },
    {
      ...ORDERS,
      name: 'the Data API of databases',
      plant: (shop) => roleOf(shop, 'orderservice').addToPolicy(allow(['rds-data:ExecuteStatement'], ['*'])),
      rule: 'Policy',
      object: 'userservice store',
    },
    {
      ...ORDERS,
      name: 'a proxy that reads the password of another service',
      plant: (shop) => {
        const stack = stackOf(shop, 'orderservice');
        const role = new iam.Role(stack, 'Proxy', { assumedBy: new iam.ServicePrincipal('rds.amazonaws.com') });
        const { secretArn } = secretOf(shop, 'userservice');
        role.addToPolicy(allow([READ_SECRET], [secretArn]));
        new rds.CfnDBProxy(stack, 'Hole', {
          dbProxyName: 'hole',
          engineFamily: 'POSTGRESQL',
          roleArn: role.roleArn,
          auth: [{ secretArn }],
          vpcSubnetIds: [],
        });
      },
      rule: 'Policy',
      object: 'userservice store',
    },
  ],
  'servers without a security group': [
    {
      name: 'a database',
      plant: (shop) => {
        databaseOf(shop, 'userservice').vpcSecurityGroups = undefined;
      },
      rule: 'Unknown',
      subject: 'anyone',
      object: 'userservice store',
      path: 'userservice/Instance',
    },
    {
      name: 'the cache',
      plant: (shop) => {
        resourceOf(shop, elasticache.CfnReplicationGroup).securityGroupIds = undefined;
      },
      rule: 'Unknown',
      subject: 'anyone',
      object: 'cache',
      path: 'Cache/',
    },
    {
      name: 'a database of a user',
      plant: (shop) => new rds.CfnDBInstance(stackOf(shop, 'orderservice'), 'Hole', {}),
      rule: 'Unknown',
      subject: 'anyone',
      object: 'orderservice',
      path: 'orderservice/Hole',
    },
  ],
  'templates that a user includes': [
    {
      ...ORDERS,
      name: 'a policy',
      plant: (shop) =>
        included(shop, {
          Type: 'AWS::IAM::RolePolicy',
          Properties: {
            RoleName: 'orders',
            PolicyName: 'hole',
            PolicyDocument: document({ Action: READ_SECRET, Resource: '*' }),
          },
        }),
      rule: 'Policy',
      object: 'userservice store',
    },
    {
      ...ORDERS,
      name: 'a rule of a security group',
      plant: (shop) =>
        included(shop, {
          Type: 'AWS::EC2::SecurityGroupIngress',
          Properties: { GroupId: { Ref: 'Group' }, CidrIp: '0.0.0.0/0', IpProtocol: '-1' },
        }),
      rule: 'Network',
      subject: '0.0.0.0/0',
      object: 'userservice store',
    },
    {
      ...ORDERS,
      name: 'a user',
      plant: (shop) =>
        included(shop, {
          Type: 'AWS::IAM::User',
          Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/SecretsManagerReadWrite'] },
        }),
      rule: 'Policy',
      subject: 'orderservice',
      object: 'userservice store',
    },
  ],
  'policies as resources of their own': [
    {
      ...ORDERS,
      name: 'of a user',
      plant: (shop) => {
        const stack = tools(shop);
        const userName = new iam.User(stack, 'Admin').userName;
        const policyDocument = document({ Action: READ_SECRET, Resource: secretOf(shop, 'userservice').secretArn });
        new iam.CfnUserPolicy(stack, 'Hole', { policyName: 'hole', userName, policyDocument });
      },
      rule: 'Policy',
      subject: 'Tools/Admin/Resource',
      object: 'userservice store',
      path: 'Tools/Hole',
    },
    {
      ...ORDERS,
      name: 'of a group',
      plant: (shop) => {
        const stack = tools(shop);
        const groupName = new iam.Group(stack, 'Admins').groupName;
        const policyDocument = document({ Action: READ_SECRET, Resource: secretOf(shop, 'userservice').secretArn });
        new iam.CfnGroupPolicy(stack, 'Hole', { policyName: 'hole', groupName, policyDocument });
      },
      rule: 'Policy',
      subject: 'Tools/Admins/Resource',
      object: 'userservice store',
      path: 'Tools/Hole',
    },
    {
      ...ORDERS,
      name: 'of log groups, as text',
      plant: (shop) => {
        const group = new logs.LogGroup(stackOf(shop, 'paymentservice'), 'Logs');
        new logs.CfnResourcePolicy(stackOf(shop, 'paymentservice'), 'Hole', {
          policyName: 'hole',
          policyDocument: stackOf(shop, 'paymentservice').toJsonString(
            document({ Action: 'logs:*', Resource: group.logGroupArn, Principal: { AWS: STRANGER } }),
          ),
        });
      },
      rule: 'ResourcePolicy',
      subject: `account ${STRANGER}`,
      object: 'paymentservice',
      path: 'paymentservice/Hole',
    },
  ],
};

const CODE = {
  runtime: lambda.Runtime.PYTHON_3_13,
  code: lambda.Code.fromInline('def handler(event, context): pass'),
  handler: 'index.handler',
};

/** A role of a user in a construct that has the name of a provider of the CDK. */
function impostor(shop: Shop, statement: iam.PolicyStatement): void {
  const provider = new Construct(tools(shop), 'Custom::Impostor');
  const role = new iam.Role(provider, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(statement);
}

/** Lets identities of a provider assume the role of a workload. */
function federate(shop: Shop, conditions: iam.Conditions): void {
  const provider = 'arn:aws:iam::123456789012:oidc-provider/tokens.example';
  roleOf(shop, 'orderservice').assumeRolePolicy?.addStatements(
    new iam.PolicyStatement({
      actions: ['sts:AssumeRoleWithWebIdentity'],
      principals: [new iam.FederatedPrincipal(provider, {})],
      conditions,
    }),
  );
}

/** Includes a template with a resource into the stack of orderservice, whose role is named `orders`. */
function included(shop: Shop, resource: Record<string, unknown>): void {
  const role = roleOf(shop, 'orderservice').node.defaultChild;
  if (role instanceof iam.CfnRole) {
    role.roleName = 'orders';
  }
  const file = join(mkdtempSync(join(tmpdir(), 'included-')), 'template.json');
  writeFileSync(file, JSON.stringify({ Parameters: { Group: { Type: 'String' } }, Resources: { Hole: resource } }));
  const { securityGroups } = defined(shop.platform.service('userservice').store).connections;
  new include.CfnInclude(stackOf(shop, 'orderservice'), 'Included', {
    templateFile: file,
    parameters: { Group: securityGroups[0].securityGroupId },
  });
}
