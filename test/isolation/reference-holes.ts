import { CfnResource, Stack } from 'aws-cdk-lib';
import { document, type Hole, READ_SECRET, roleOf, secretOf, stackOf } from './hole';
import { ENV, type Shop } from './shop';

const FOREIGN = 'arn:aws:iam::210987654321:role/orders';
const ADMITTED = { rule: 'ResourcePolicy', subject: FOREIGN, path: 'Hole' };
const COPY = { rule: 'Copy', subject: 'orderservice', path: 'orderservice/Hole' };
const USERS = { object: 'userservice store' };

function hole(stack: Stack, type: string, properties: Record<string, unknown>): void {
  new CfnResource(stack, 'Hole', { type, properties });
}

/** Gives the role of orders the name that a role of another account has. */
function nameRole(shop: Shop): void {
  const role = roleOf(shop, 'orderservice').node.defaultChild;
  if (CfnResource.isCfnResource(role)) {
    role.addPropertyOverride('RoleName', 'orders');
  }
}

/** Returns the reference to the resource of a type below the platform. */
function resourceOf({ stack }: Shop, type: string, path: string): CfnResource {
  const found = stack.node
    .findAll()
    .find(
      (child): child is CfnResource =>
        CfnResource.isCfnResource(child) && child.cfnResourceType === type && child.node.path.includes(path),
    );
  if (!found) {
    throw new Error(`no ${type} of ${path}`);
  }
  return found;
}

const database = (shop: Shop) => resourceOf(shop, 'AWS::RDS::DBInstance', 'Database/userservice');

/** An API in the stack of orders that calls AWS as the role of users. */
function api(shop: Shop, type: string, properties: Record<string, unknown>): void {
  hole(stackOf(shop, 'orderservice'), type, properties);
}

const RUNS_AS_USERS = { ...USERS, rule: 'Role', subject: 'orderservice', path: 'orderservice/Hole' };
const usersRole = (shop: Shop) => roleOf(shop, 'userservice').roleArn;

const NAMES_GROUP = { ...USERS, rule: 'Network', subject: 'orderservice', path: '' };
const usersGroup = ({ platform }: Shop) => platform.service('userservice').securityGroup.securityGroupId;

/** The call that runs a task with the group of users, as text. */
function runTask(shop: Shop): string {
  return `{"NetworkConfiguration":{"AwsvpcConfiguration":{"SecurityGroups":["${usersGroup(shop)}"]}}}`;
}

/** Holes in references that look like those of a service, or that the library itself does not write. */
export const REFERENCE_HOLES: Record<string, Hole[]> = {
  'a role of another account with the name of the role of a workload': [
    {
      ...ADMITTED,
      name: 'in the policy of a secret',
      object: 'orderservice store',
      plant: (shop) => {
        nameRole(shop);
        hole(shop.stack, 'AWS::SecretsManager::ResourcePolicy', {
          SecretId: secretOf(shop, 'orderservice').secretArn,
          ResourcePolicy: document({ Action: READ_SECRET, Resource: '*', Principal: { AWS: FOREIGN } }),
        });
      },
    },
    {
      ...ADMITTED,
      name: 'in the policy of a queue',
      object: 'orderservice',
      plant: (shop) => {
        nameRole(shop);
        const stack = stackOf(shop, 'orderservice');
        const queue = new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' });
        hole(stack, 'AWS::SQS::QueuePolicy', {
          Queues: [queue.ref],
          PolicyDocument: document({ Action: 'sqs:ReceiveMessage', Resource: '*', Principal: { AWS: FOREIGN } }),
        });
      },
    },
    {
      name: 'in a trust policy',
      rule: 'Role',
      subject: FOREIGN,
      object: 'orderservice',
      path: 'orderservice/Hole',
      plant: (shop) => {
        nameRole(shop);
        hole(stackOf(shop, 'orderservice'), 'AWS::IAM::Role', {
          AssumeRolePolicyDocument: document({ Action: 'sts:AssumeRole', Principal: { AWS: FOREIGN } }),
        });
      },
    },
  ],
  'data that CloudFormation brings': [
    {
      ...COPY,
      ...USERS,
      name: 'by restoring a database to a point in time',
      plant: (shop) =>
        hole(stackOf(shop, 'orderservice'), 'AWS::RDS::DBInstance', {
          SourceDbiResourceId: database(shop).getAtt('DbiResourceId').toString(),
          UseLatestRestorableTime: true,
        }),
    },
    {
      ...COPY,
      name: 'by an instance of the cluster of another service',
      object: 'productservice store',
      plant: (shop) =>
        hole(stackOf(shop, 'orderservice'), 'AWS::DocDB::DBInstance', {
          DBClusterIdentifier: resourceOf(shop, 'AWS::DocDB::DBCluster', 'Database/productservice').ref,
          DBInstanceClass: 'db.t4g.medium',
        }),
    },
    {
      ...COPY,
      name: 'by a read replica in a stack of nobody',
      object: 'orderservice store',
      subject: 'Tools/Hole',
      path: 'Tools/Hole',
      environment: 'production',
      plant: (shop) =>
        hole(new Stack(shop.app, 'Tools', { env: ENV }), 'AWS::RDS::DBInstance', {
          SourceDBInstanceIdentifier: resourceOf(shop, 'AWS::RDS::DBInstance', 'Database/orderservice').ref,
        }),
    },
  ],
  'calls as the role of another service': [
    {
      ...RUNS_AS_USERS,
      name: 'of a method of an API',
      plant: (shop) =>
        api(shop, 'AWS::ApiGateway::Method', { Integration: { Type: 'AWS', Credentials: usersRole(shop) } }),
    },
    {
      ...RUNS_AS_USERS,
      name: 'of an integration of an HTTP API',
      plant: (shop) => api(shop, 'AWS::ApiGatewayV2::Integration', { ApiId: 'api', CredentialsArn: usersRole(shop) }),
    },
    {
      ...RUNS_AS_USERS,
      name: 'of an authorizer',
      plant: (shop) => api(shop, 'AWS::ApiGateway::Authorizer', { AuthorizerCredentials: usersRole(shop) }),
    },
  ],
  'groups of a service in calls of AWS': [
    {
      ...NAMES_GROUP,
      name: 'in the definition of a state machine',
      plant: (shop) =>
        hole(stackOf(shop, 'orderservice'), 'AWS::StepFunctions::StateMachine', { DefinitionString: runTask(shop) }),
    },
    {
      ...NAMES_GROUP,
      name: 'in the values of the definition of a state machine',
      plant: (shop) =>
        hole(stackOf(shop, 'orderservice'), 'AWS::StepFunctions::StateMachine', {
          DefinitionS3Location: { Bucket: 'definitions', Key: 'task.json' },
          DefinitionSubstitutions: { group: usersGroup(shop) },
        }),
    },
    {
      ...NAMES_GROUP,
      name: 'in the call of a custom resource',
      plant: (shop) => hole(stackOf(shop, 'orderservice'), 'Custom::AWS', { Create: runTask(shop) }),
    },
  ],
};
