import { App, aws_ec2 as ec2, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Microservice, ServiceIsolationValidator, Workload } from '../../src';
import { allow, READ_SECRET } from './hole';
import { ENV } from './shop';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf';
const FOREIGN = SECRET.replace('123456789012', '210987654321');
const LOOKUP = 'ssm:account=123456789012:parameterName=/production/orderservice/connection:region=eu-central-1';

/** The record of a service of a platform in another app. */
const RECORD = {
  ...ENV,
  vpcId: 'vpc-1',
  securityGroupIds: ['sg-orders', 'sg-cacheclients'],
  accesses: [
    {
      settings: { DATABASE_HOST: 'orders.example' },
      secrets: { DATABASE_PASSWORD: { secretArn: SECRET, field: 'password' } },
      rules: [{ securityGroupId: 'sg-ordersdatabase', port: 5432 }],
      permissions: [{ actions: ['secretsmanager:DescribeSecret', READ_SECRET], resources: [SECRET] }],
    },
  ],
};

/** An app with a workload of the service; `plant` changes the workload's role. */
function violationsOf(plant: (role: iam.Role, stack: Stack) => void = () => {}, record: unknown = RECORD): string[] {
  const app = new App({ context: { [LOOKUP]: JSON.stringify(record) } });
  const stack = new Stack(app, 'Orders', { env: ENV });
  const orders = Microservice.fromParameters(stack, 'Service', {
    environment: 'production',
    serviceName: 'orderservice',
  });
  const role = new iam.Role(stack, 'Pod', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
  const groups = [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Pods', 'sg-pods')];
  orders.connect(Workload.identity(stack, 'Workload', role, groups));
  plant(role, stack);
  return new ServiceIsolationValidator().validateScope(app).violations.map(({ ruleName }) => ruleName);
}

test('a workload of a service of another app reaches what the service was given', () => {
  expect(violationsOf()).toEqual([]);
});

test.each([
  ['a secret that no stack of the app contains', [READ_SECRET], SECRET.replace('orders', 'users'), 'Unknown'],
  ['all secrets of the account', [READ_SECRET], '*', 'Policy'],
  ['all parameters of the environment', ['ssm:GetParameter'], 'arn:aws:ssm:*:*:parameter/production/*', 'Unknown'],
])('it is found that it reaches %s', (_, actions, resource, rule) => {
  const [violation] = violationsOf((role) => role.addToPolicy(allow(actions, [resource])));
  expect(violation).toMatch(new RegExp(`^${rule}\\[orderservice:`));
});

test.each([
  ['allows everything', ['*'], '*', "actions\\[0\\] in /production/orderservice/connection must be .*, got '\\*'"],
  ['names a secret of another account', [READ_SECRET], FOREIGN, `resources\\[0\\] in .*, got '${FOREIGN}'`],
])('a record that %s is refused before the validator reads the templates', (_, actions, resource, message) => {
  const [access] = RECORD.accesses;
  const changed = { ...access, permissions: [{ actions, resources: [resource] }] };
  expect(() => violationsOf(undefined, { ...RECORD, accesses: [changed] })).toThrow(new RegExp(message));
});

test('a rule for addresses on the group of the store is found', () => {
  const violations = violationsOf((_, stack) => {
    new ec2.CfnSecurityGroupIngress(stack, 'Hole', {
      groupId: 'sg-ordersdatabase',
      ipProtocol: '-1',
      cidrIp: '10.0.0.0/8',
    });
  });
  expect(violations).toEqual(['Network[10.0.0.0/8:orderservice-store]']);
});
