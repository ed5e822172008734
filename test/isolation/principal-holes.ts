import { type CfnResource, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, Stack, aws_ssm as ssm } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Workload } from '../../src';
import { allow, defined, type Hole, READ_SECRET, roleOf, secretOf, stackOf } from './hole';
import { ENV, type Shop } from './shop';

/** A role of a user that reads the secret of userservice. */
function reader(shop: Shop, assumedBy: iam.IPrincipal, id = 'Reader'): iam.Role {
  const stack = shop.app.node.tryFindChild('Tools') ?? new Stack(shop.app, 'Tools', { env: ENV });
  const role = new iam.Role(stack, id, { assumedBy });
  role.addToPolicy(allow([READ_SECRET], [secretOf(shop, 'userservice').secretArn]));
  return role;
}

/** The resource of a construct, for changes that `connect` does not see. */
function cfn<T extends CfnResource>({ node }: IConstruct, type: new (...args: never[]) => T): T {
  const { defaultChild } = node;
  if (!(defaultChild instanceof type)) {
    throw new Error(`no ${type.name}`);
  }
  return defaultChild;
}

const account = new iam.AccountPrincipal(ENV.account);
const lambda = new iam.ServicePrincipal('lambda.amazonaws.com');
const ORDERS = { rule: 'Role', subject: 'orderservice', object: 'userservice store', path: 'orderservice/' };
const TOOLS = { rule: 'Policy', object: 'userservice store', path: 'Tools/' };

export const PRINCIPAL_HOLES: Record<string, Hole[]> = {
  'trust policies and role chains': [
    {
      ...ORDERS,
      name: 'a role that trusts the role of a workload',
      plant: (shop) => reader(shop, new iam.ArnPrincipal(roleOf(shop, 'orderservice').roleArn)),
      path: 'Tools/Reader',
    },
    {
      ...ORDERS,
      name: 'a role that trusts the account, and a permission to assume it',
      plant: (shop) => {
        const { roleArn } = reader(shop, account);
        roleOf(shop, 'orderservice').addToPolicy(allow(['sts:AssumeRole'], [roleArn]));
      },
    },
    {
      ...ORDERS,
      name: 'two roles in turn',
      plant: (shop) => {
        const first = new iam.Role(stackOf(shop, 'orderservice'), 'First', { assumedBy: account });
        roleOf(shop, 'orderservice').addToPolicy(allow(['sts:*'], [first.roleArn]));
        reader(shop, new iam.ArnPrincipal(first.roleArn));
      },
    },
    {
      ...ORDERS,
      name: 'the administrator of the search domain, whose role trusts the account',
      plant: (shop) => {
        shop.platform.search?.adminRole?.assumeRolePolicy?.addStatements(
          new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [account] }),
        );
        roleOf(shop, 'orderservice').addToPolicy(
          allow(['sts:AssumeRole'], ['arn:aws:iam::123456789012:role/Shop-PlatformSearchAdminRole*']),
        );
      },
      object: 'search',
    },
    {
      ...ORDERS,
      name: 'a role that is passed to a function',
      plant: (shop) => {
        const { roleArn } = reader(shop, lambda);
        roleOf(shop, 'orderservice').addToPolicy(allow(['iam:PassRole', 'lambda:CreateFunction'], [roleArn]));
      },
    },
    {
      ...ORDERS,
      name: 'all roles that may be passed',
      plant: (shop) => {
        reader(shop, lambda);
        roleOf(shop, 'orderservice').addToPolicy(allow(['iam:PassRole'], ['*']));
      },
    },
    {
      ...ORDERS,
      name: 'a role that is not in the app',
      plant: (shop) =>
        roleOf(shop, 'orderservice').addToPolicy(
          allow(['sts:AssumeRole'], ['arn:aws:iam::210987654321:role/stranger']),
        ),
      rule: 'Unknown',
      object: 'arn:aws:iam::210987654321:role/stranger',
    },
    {
      ...ORDERS,
      name: 'a workload whose role trusts another account',
      plant: (shop) =>
        roleOf(shop, 'orderservice').assumeRolePolicy?.addStatements(
          new iam.PolicyStatement({
            actions: ['sts:AssumeRole'],
            principals: [new iam.AccountPrincipal('210987654321')],
          }),
        ),
      subject: 'account 210987654321',
      object: 'orderservice',
    },
    {
      ...ORDERS,
      name: 'a workload whose role trusts anyone',
      plant: (shop) =>
        roleOf(shop, 'orderservice').assumeRolePolicy?.addStatements(
          new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.AnyPrincipal()] }),
        ),
      subject: 'anyone',
      object: 'orderservice',
    },
    {
      ...ORDERS,
      name: 'the right to write policies',
      plant: (shop) => roleOf(shop, 'orderservice').addToPolicy(allow(['iam:PutRolePolicy'], ['*'])),
      rule: 'Policy',
      object: 'identities',
    },
  ],
  users: [
    {
      ...TOOLS,
      name: 'one with an inline policy',
      plant: (shop) =>
        new iam.User(new Stack(shop.app, 'Tools', { env: ENV }), 'Admin').addToPolicy(
          allow([READ_SECRET], [secretOf(shop, 'userservice').secretArn]),
        ),
      subject: 'Tools/Admin/Resource',
    },
    {
      ...TOOLS,
      name: 'one with a policy of AWS',
      plant: (shop) =>
        new iam.User(new Stack(shop.app, 'Tools', { env: ENV }), 'Admin', {
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBReadOnlyAccess')],
        }),
      subject: 'Tools/Admin/Resource',
      object: 'inventoryservice store',
    },
    {
      ...TOOLS,
      name: 'one that a policy names',
      plant: (shop) => {
        const user = iam.User.fromUserName(new Stack(shop.app, 'Tools', { env: ENV }), 'Admin', 'admin');
        user.addToPrincipalPolicy(allow(['kms:CreateGrant'], ['*']));
      },
      subject: 'user admin, which Tools/Admin/Policy/Resource names',
      object: 'paymentservice store',
    },
  ],
  groups: [
    {
      ...TOOLS,
      name: 'one with an inline policy',
      plant: (shop) =>
        new iam.Group(new Stack(shop.app, 'Tools', { env: ENV }), 'Admins').addToPolicy(
          allow([READ_SECRET], [secretOf(shop, 'userservice').secretArn]),
        ),
      subject: 'Tools/Admins/Resource',
    },
    {
      ...TOOLS,
      name: 'one that a user belongs to',
      plant: (shop) => {
        const tools = new Stack(shop.app, 'Tools', { env: ENV });
        const group = new iam.Group(tools, 'Admins');
        group.addToPolicy(allow(['rds:CreateDBSnapshot'], ['*']));
        new iam.User(tools, 'Admin', { groups: [group] });
      },
      subject: 'Tools/Admin/Resource',
    },
    {
      ...TOOLS,
      name: 'one that a user is added to',
      plant: (shop) => {
        const tools = new Stack(shop.app, 'Tools', { env: ENV });
        const group = new iam.Group(tools, 'Admins');
        group.addToPolicy(allow(['s3:Get*'], ['*']));
        const user = new iam.User(tools, 'Admin');
        new iam.CfnUserToGroupAddition(tools, 'Addition', { groupName: group.groupName, users: [user.userName] });
      },
      subject: 'Tools/Admin/Resource',
      object: 'storage',
    },
  ],
  'instance profiles': [
    {
      ...TOOLS,
      name: 'of an instance',
      plant: (shop) => {
        const role = reader(shop, new iam.ServicePrincipal('ec2.amazonaws.com'));
        new iam.InstanceProfile(role, 'Profile', { role });
      },
      subject: 'Tools/Reader/Resource',
    },
    {
      ...TOOLS,
      name: 'of an instance that runs the agent of Systems Manager',
      plant: (shop) => {
        const role = new iam.Role(new Stack(shop.app, 'Tools', { env: ENV }), 'Host', {
          assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
        });
        new iam.CfnInstanceProfile(role, 'Profile', { roles: [role.roleName] });
      },
      subject: 'Tools/Host/Resource',
      object: 'userservice',
    },
    {
      ...TOOLS,
      name: 'whose role is passed by a workload',
      plant: (shop) => {
        const { roleArn } = reader(shop, new iam.ServicePrincipal('ec2.amazonaws.com'));
        roleOf(shop, 'orderservice').addToPolicy(allow(['iam:PassRole', 'ec2:RunInstances'], [roleArn]));
      },
      rule: 'Role',
      subject: 'orderservice',
      path: 'orderservice/',
    },
  ],
  'one identity for two services': [
    {
      ...ORDERS,
      name: 'a role of two identity workloads',
      plant: (shop) => {
        const tools = new Stack(shop.app, 'Tools', { env: ENV });
        const role = new iam.Role(tools, 'Pod', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
        const parameterName = '/own/role';
        new ssm.StringParameter(tools, 'Published', { parameterName, stringValue: role.roleArn });
        const published = ssm.StringParameter.valueForStringParameter(tools, parameterName);
        const same = iam.Role.fromRoleArn(tools, 'Same', published);
        for (const [name, own] of Object.entries({ orderservice: role, paymentservice: same })) {
          const { securityGroups } = shop.platform.service(name);
          shop.platform.service(name).connect(Workload.identity(tools, name, own, securityGroups));
        }
      },
      rule: 'SharedIdentity',
      subject: 'orderservice+paymentservice',
      object: 'Tools/Pod/Resource',
      path: 'Tools/',
    },
    {
      ...ORDERS,
      name: 'a task definition behind two ECS services',
      plant: (shop) => {
        const { taskDefinition } = defined(shop.workloads.get('orderservice')).service;
        const { service } = defined(shop.workloads.get('searchservice'));
        cfn(service, ecs.CfnService).taskDefinition = taskDefinition.taskDefinitionArn;
      },
      rule: 'SharedIdentity',
      subject: 'orderservice+searchservice',
      object: 'orderservice/Task/TaskRole/Resource',
    },
    {
      ...ORDERS,
      name: 'an imported execution role',
      plant: (shop) => {
        for (const name of ['orderservice', 'paymentservice']) {
          const { taskDefinition } = defined(shop.workloads.get(name)).service;
          cfn(taskDefinition, ecs.CfnTaskDefinition).executionRoleArn = 'arn:aws:iam::123456789012:role/starter';
        }
      },
      rule: 'SharedIdentity',
      subject: 'orderservice+paymentservice',
      object: 'role starter',
      path: 'paymentservice/',
    },
    {
      ...ORDERS,
      name: 'a security group of instances',
      plant: (shop) => {
        const group = new ec2.SecurityGroup(shop.stack, 'Instances', { vpc: shop.platform.vpc });
        for (const name of ['orderservice', 'paymentservice']) {
          defined(shop.workloads.get(name)).service.connections.addSecurityGroup(group);
        }
      },
      rule: 'SharedIdentity',
      subject: 'orderservice+paymentservice',
      object: 'sg-Shop/Instances',
      path: 'paymentservice/',
    },
  ],
};
