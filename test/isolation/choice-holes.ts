import {
  CfnCondition,
  CfnMapping,
  CfnParameter,
  CfnResource,
  Fn,
  aws_iam as iam,
  type Stack,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { allow, defined, type Hole, READ_SECRET, roleOf, secretOf, stackOf } from './hole';
import type { Shop } from './shop';

const ORDERS = { rule: 'Policy', subject: 'orderservice', object: 'userservice store', path: 'orderservice/' };
const NETWORK = { ...ORDERS, rule: 'Network', path: 'Shop/Hole' };
const ofUsers = (shop: Shop) => secretOf(shop, 'userservice').secretArn;
const ofOrders = (shop: Shop) => secretOf(shop, 'orderservice').secretArn;
const ordersStack = (shop: Shop) => stackOf(shop, 'orderservice');
const EVERYTHING = { Effect: 'Allow', Action: READ_SECRET, Resource: '*' };

/** Returns `Fn::If` with a condition that the templates do not decide. */
function either(stack: Stack, yes: unknown, no: unknown = { Ref: 'AWS::NoValue' }): Record<string, unknown> {
  conditionIn(stack);
  return { 'Fn::If': ['Choice', yes, no] };
}

function conditionIn(stack: Stack): CfnCondition {
  const existing = stack.node.tryFindChild('Choice');
  return existing instanceof CfnCondition
    ? existing
    : new CfnCondition(stack, 'Choice', { expression: Fn.conditionEquals(stack.region, 'us-east-1') });
}

/** Gives the role of orders a policy with these statements. */
function policy(shop: Shop, statement: unknown, condition?: CfnCondition): void {
  const resource = new CfnResource(ordersStack(shop), `Hole${condition ? 'Choice' : ''}`, {
    type: 'AWS::IAM::Policy',
    properties: {
      PolicyName: 'hole',
      PolicyDocument: { Version: '2012-10-17', Statement: statement },
      Roles: [roleOf(shop, 'orderservice').roleName],
    },
  });
  resource.cfnOptions.condition = condition;
}

function groupOfUsers({ platform }: Shop): string {
  return defined(platform.service('userservice').store).connections.securityGroups[0].securityGroupId;
}

function rule(shop: Shop, properties: Record<string, unknown>): void {
  new CfnResource(shop.stack, 'Hole', {
    type: 'AWS::EC2::SecurityGroupIngress',
    properties: { GroupId: groupOfUsers(shop), IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, ...properties },
  });
}

const groupOf = ({ platform }: Shop, service: string) => platform.service(service).securityGroup.securityGroupId;

/** Holes that are open for one of the values which a template chooses between. */
export const CHOICE_HOLES: Record<string, Hole[]> = {
  'a Deny that a condition of the template may remove': [
    {
      ...ORDERS,
      name: 'as a statement',
      plant: (shop) => {
        const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
        policy(shop, [EVERYTHING, either(ordersStack(shop), deny)]);
      },
    },
    {
      ...ORDERS,
      name: 'as a policy',
      plant: (shop) => {
        policy(shop, EVERYTHING);
        policy(shop, { Effect: 'Deny', Action: '*', Resource: '*' }, conditionIn(ordersStack(shop)));
      },
    },
    {
      ...ORDERS,
      name: 'as a resource',
      plant: (shop) => {
        const Resource = either(ordersStack(shop), ofUsers(shop), ofOrders(shop));
        policy(shop, [EVERYTHING, { Effect: 'Deny', Action: '*', Resource }]);
      },
    },
    {
      ...ORDERS,
      name: 'as an action',
      plant: (shop) => {
        const Action = either(ordersStack(shop), READ_SECRET, 's3:GetObject');
        policy(shop, [EVERYTHING, { Effect: 'Deny', Action, Resource: '*' }]);
      },
    },
    {
      ...ORDERS,
      name: 'as a boundary of permissions',
      plant: (shop) => {
        policy(shop, EVERYTHING);
        const boundary = new iam.ManagedPolicy(ordersStack(shop), 'Boundary', {
          statements: [allow(['s3:*'], ['*'])],
        });
        const role = roleOf(shop, 'orderservice').node.defaultChild;
        if (role instanceof iam.CfnRole) {
          role.addPropertyOverride(
            'PermissionsBoundary',
            either(ordersStack(shop), { Ref: ordersStack(shop).getLogicalId(defined(cfn(boundary))) }),
          );
        }
      },
    },
    {
      ...ORDERS,
      name: 'as the role in a condition',
      plant: (shop) => {
        const role = new CfnParameter(ordersStack(shop), 'Role').valueAsString;
        const Condition = { ArnEquals: { 'aws:PrincipalArn': role } };
        policy(shop, [EVERYTHING, { Effect: 'Deny', Action: '*', Resource: '*', Condition }]);
      },
    },
  ],
  'exceptions that a template chooses': [
    {
      ...ORDERS,
      name: 'of NotResource',
      plant: (shop) => {
        const NotResource = either(ordersStack(shop), ofUsers(shop), ofOrders(shop));
        policy(shop, { Effect: 'Allow', Action: READ_SECRET, NotResource });
      },
    },
    {
      ...ORDERS,
      name: 'of NotAction',
      rule: 'Unknown',
      plant: (shop) => {
        const NotAction = either(ordersStack(shop), 'secretsmanager:*', 'iam:*');
        policy(shop, { Effect: 'Allow', NotAction, Resource: ofUsers(shop) });
      },
    },
    {
      ...ORDERS,
      name: 'of NotAction, which are known at deployment',
      rule: 'Unknown',
      plant: (shop) => {
        const NotAction = new CfnParameter(ordersStack(shop), 'Actions').valueAsString;
        policy(shop, { Effect: 'Allow', NotAction, Resource: ofUsers(shop) });
      },
    },
    {
      ...ORDERS,
      name: 'of allowed values of a parameter',
      rule: 'Unknown',
      plant: (shop) => {
        const allowedValues = ['secretsmanager:*', 'iam:*'];
        const NotAction = new CfnParameter(ordersStack(shop), 'Actions', { allowedValues }).valueAsString;
        policy(shop, { Effect: 'Allow', NotAction, Resource: ofUsers(shop) });
      },
    },
  ],
  'rules that a template chooses': [
    {
      ...NETWORK,
      name: 'between groups',
      plant: (shop) =>
        rule(shop, {
          SourceSecurityGroupId: either(shop.stack, groupOf(shop, 'userservice'), groupOf(shop, 'orderservice')),
        }),
    },
    {
      ...NETWORK,
      name: 'between ports',
      plant: (shop) =>
        rule(shop, {
          SourceSecurityGroupId: groupOf(shop, 'orderservice'),
          FromPort: either(shop.stack, 443, 5432),
          ToPort: either(shop.stack, 443, 5432),
        }),
    },
    {
      ...NETWORK,
      name: 'between protocols',
      plant: (shop) =>
        rule(shop, {
          SourceSecurityGroupId: groupOf(shop, 'orderservice'),
          IpProtocol: either(shop.stack, 'udp', 'tcp'),
        }),
    },
    {
      ...NETWORK,
      name: 'between addresses',
      subject: '::/0',
      plant: (shop) => rule(shop, { CidrIpv6: either(shop.stack, 'fd00::/8', '::/0') }),
    },
    {
      ...NETWORK,
      name: 'for a protocol in capitals',
      plant: (shop) => rule(shop, { SourceSecurityGroupId: groupOf(shop, 'orderservice'), IpProtocol: 'TCP' }),
    },
  ],
  'values that a template chooses': [
    {
      ...ORDERS,
      name: 'after more than all others',
      rule: 'Unknown',
      plant: (shop) => {
        const many = Array.from({ length: 40 }, (_, index) => `arn:aws:s3:::bucket-${index}`);
        const resource = new CfnParameter(ordersStack(shop), 'Resource', { allowedValues: [...many, '*'] });
        policy(shop, { ...EVERYTHING, Resource: resource.valueAsString });
      },
    },
    {
      ...ORDERS,
      name: 'an item of one of two lists',
      plant: (shop) => {
        const lists = either(ordersStack(shop), [ofOrders(shop), 'a'], [ofUsers(shop), 'b']);
        policy(shop, { ...EVERYTHING, Resource: { 'Fn::Select': ['0', lists] } });
      },
    },
    {
      ...ORDERS,
      name: 'an item by an index that is known at deployment',
      rule: 'Unknown',
      plant: (shop) => {
        const index = new CfnParameter(ordersStack(shop), 'Index', { type: 'Number' }).valueAsString;
        policy(shop, { ...EVERYTHING, Resource: { 'Fn::Select': [index, [ofOrders(shop), ofUsers(shop)]] } });
      },
    },
    {
      ...ORDERS,
      name: 'the key of a mapping',
      plant: (shop) => {
        const stack = ordersStack(shop);
        new CfnMapping(stack, 'Secrets', {
          mapping: { own: { arn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:own' }, other: { arn: '*' } },
        });
        policy(shop, {
          ...EVERYTHING,
          Resource: { 'Fn::FindInMap': ['Secrets', either(stack, 'own', 'other'), 'arn'] },
        });
      },
    },
    {
      ...ORDERS,
      name: 'a dynamic reference in Fn::Join',
      plant: (shop) => {
        new ssm.StringParameter(shop.stack, 'Published', {
          parameterName: '/orderservice/secret',
          stringValue: ofUsers(shop),
        });
        policy(shop, {
          ...EVERYTHING,
          Resource: { 'Fn::Join': ['', ['{{resolve:ssm:/', { Ref: 'AWS::StackName' }, '/secret:1}}']] },
        });
      },
    },
    {
      ...ORDERS,
      name: 'a dynamic reference to one of two values',
      plant: (shop) => {
        new CfnResource(shop.stack, 'Published', {
          type: 'AWS::SSM::Parameter',
          properties: {
            Name: '/one/secret',
            Type: 'String',
            Value: either(shop.stack, ofOrders(shop), ofUsers(shop)),
          },
        });
        policy(shop, { ...EVERYTHING, Resource: '{{resolve:ssm:/one/secret}}' });
      },
    },
  ],
};

/** The resource of a managed policy. */
function cfn(policyConstruct: iam.ManagedPolicy): iam.CfnManagedPolicy | undefined {
  const { defaultChild } = policyConstruct.node;
  return defaultChild instanceof iam.CfnManagedPolicy ? defaultChild : undefined;
}
