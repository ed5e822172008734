import {
  CfnCondition,
  CfnMapping,
  CfnOutput,
  CfnParameter,
  CfnResource,
  Fn,
  NestedStack,
  Stack,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { allow, type Hole, READ_SECRET, roleOf, secretOf, stackOf } from './hole';
import { ENV, type Shop } from './shop';

const grant = (shop: Shop, resource: string) =>
  roleOf(shop, 'orderservice').addToPolicy(allow([READ_SECRET], [resource]));
const ORDERS = { rule: 'Policy', subject: 'orderservice', object: 'userservice store', path: 'orderservice/' };
const UNKNOWN_TYPE = { rule: 'UnknownType', subject: 'anyone' };

export const VALUE_HOLES: Record<string, Hole[]> = {
  'parameters of Systems Manager': [
    {
      ...ORDERS,
      name: 'that another stack writes',
      plant: (shop) => {
        new ssm.StringParameter(shop.stack, 'Published', {
          parameterName: '/own/secret',
          stringValue: secretOf(shop, 'userservice').secretArn,
        });
        grant(shop, ssm.StringParameter.valueForStringParameter(stackOf(shop, 'orderservice'), '/own/secret'));
      },
    },
    {
      ...ORDERS,
      name: 'by a dynamic reference',
      plant: (shop) => {
        new ssm.StringParameter(shop.stack, 'Published', {
          parameterName: '/own/secret',
          stringValue: secretOf(shop, 'userservice').secretArn,
        });
        grant(shop, '{{resolve:ssm:/own/secret}}');
      },
    },
    {
      ...ORDERS,
      name: 'with JSON',
      plant: (shop) => {
        const value = shop.stack.toJsonString({ secret: secretOf(shop, 'userservice').secretArn });
        new ssm.StringParameter(shop.stack, 'Published', { parameterName: '/own/json', stringValue: value });
        const json = ssm.StringParameter.valueForStringParameter(stackOf(shop, 'orderservice'), '/own/json');
        grant(shop, Fn.select(0, Fn.split('"', Fn.select(1, Fn.split('"secret":"', json)))));
      },
    },
    {
      ...ORDERS,
      name: 'that no stack of the app writes',
      plant: (shop) =>
        grant(shop, ssm.StringParameter.valueForStringParameter(stackOf(shop, 'orderservice'), '/other/secret')),
      rule: 'Unknown',
    },
  ],
  'exports, and parameters of stacks': [
    {
      ...ORDERS,
      name: 'an export',
      plant: (shop) => {
        new CfnOutput(shop.stack, 'Export', {
          value: secretOf(shop, 'userservice').secretArn,
          exportName: 'user-secret',
        });
        grant(shop, Fn.importValue('user-secret'));
      },
    },
    {
      ...ORDERS,
      name: 'a parameter of a nested stack',
      plant: (shop) => {
        const nested = new NestedStack(stackOf(shop, 'orderservice'), 'Nested', {
          parameters: { Secret: secretOf(shop, 'userservice').secretArn },
        });
        const parameter = new CfnParameter(nested, 'Secret');
        new CfnResource(nested, 'Hole', {
          type: 'AWS::IAM::RolePolicy',
          properties: {
            PolicyName: 'hole',
            RoleName: roleOf(shop, 'orderservice').roleName,
            PolicyDocument: {
              Statement: [{ Effect: 'Allow', Action: READ_SECRET, Resource: parameter.valueAsString }],
            },
          },
        });
      },
      path: 'orderservice/Nested/Hole',
    },
    {
      ...ORDERS,
      name: 'an output of a nested stack',
      plant: (shop) => {
        const nested = new NestedStack(shop.stack, 'Nested', {
          parameters: { Secret: secretOf(shop, 'userservice').secretArn },
        });
        const parameter = new CfnParameter(nested, 'Secret');
        new CfnResource(nested, 'Topic', { type: 'AWS::SNS::Topic' });
        const output = new CfnOutput(nested, 'Out', { value: parameter.valueAsString });
        const { nestedStackResource } = nested;
        const value = Fn.getAtt(
          shop.stack.getLogicalId(nestedStackResource ?? output),
          `Outputs.${output.logicalId}`,
        ).toString();
        new CfnOutput(shop.stack, 'Export', { value, exportName: 'user-secret' });
        grant(shop, Fn.importValue('user-secret'));
      },
    },
  ],
  'intrinsic functions': [
    {
      ...ORDERS,
      name: 'Fn::If',
      plant: (shop) => {
        const stack = stackOf(shop, 'orderservice');
        const condition = new CfnCondition(stack, 'Debug', {
          expression: Fn.conditionEquals(stack.region, 'us-east-1'),
        });
        grant(
          shop,
          Fn.conditionIf(
            condition.logicalId,
            secretOf(shop, 'userservice').secretArn,
            secretOf(shop, 'orderservice').secretArn,
          ).toString(),
        );
      },
    },
    {
      ...ORDERS,
      name: 'Fn::Sub',
      plant: (shop) => {
        grant(
          shop,
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
          Fn.sub('arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${Name}*', {
            Name: 'rds!db-',
          }),
        );
      },
    },
    {
      ...ORDERS,
      name: 'Fn::Select and Fn::Split',
      plant: (shop) => {
        const name = Fn.select(6, Fn.split(':', secretOf(shop, 'userservice').secretArn));
        grant(shop, Fn.join(':', ['arn', 'aws', 'secretsmanager', ENV.region, ENV.account, 'secret', name]));
      },
    },
    {
      ...ORDERS,
      name: 'Fn::FindInMap',
      plant: (shop) => {
        const stack = stackOf(shop, 'orderservice');
        const mapping = { all: { arn: 'arn:aws:secretsmanager:*:*:secret:rds*' } };
        new CfnMapping(stack, 'Secrets', { mapping });
        grant(shop, Fn.findInMap('Secrets', 'all', 'arn'));
      },
    },
  ],
  'types that the validator does not know': [
    {
      ...UNKNOWN_TYPE,
      name: 'of another database',
      plant: ({ app }) =>
        new CfnResource(new Stack(app, 'Tools', { env: ENV }), 'Hole', { type: 'AWS::Redshift::Cluster' }),
      object: 'AWS::Redshift::Cluster Tools/Hole',
      path: 'Tools/Hole',
    },
    {
      ...UNKNOWN_TYPE,
      name: 'of shared resources',
      plant: ({ app }) =>
        new CfnResource(new Stack(app, 'Tools', { env: ENV }), 'Hole', { type: 'AWS::RAM::ResourceShare' }),
      object: 'AWS::RAM::ResourceShare Tools/Hole',
      path: 'Tools/Hole',
    },
    {
      ...UNKNOWN_TYPE,
      name: 'of principals',
      plant: ({ app }) =>
        new CfnResource(new Stack(app, 'Tools', { env: ENV }), 'Hole', { type: 'AWS::RolesAnywhere::Profile' }),
      object: 'AWS::RolesAnywhere::Profile Tools/Hole',
      path: 'Tools/Hole',
    },
  ],
};
