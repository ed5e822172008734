import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workloadSection } from '../../lib/inventory/workloads.mjs';

const SERVICE_RECORDS = [{ service: 'orderservice', settings: { DATABASE_HOST: 'o' } }];
const GROUPS = new Map([['sg-1', { GroupId: 'sg-1', Description: 'Orders' }]]);

const SECRET = {
  name: 'DATABASE_PASSWORD',
  valueFrom: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf:password::',
};

const rows = async (aws, made, outputs = {}) => {
  const stack = { ids: (type) => made[type] ?? [], outputs };
  return (await workloadSection(aws, [stack], SERVICE_RECORDS, GROUPS)).rows;
};

test('shows an ECS service with the settings and secrets of its task definition', async () => {
  const ecs = {
    describeServices: async ({ cluster, services: [serviceName] }) => ({
      services: [
        {
          serviceName,
          taskDefinition: `task of ${cluster}`,
          networkConfiguration: { awsvpcConfiguration: { securityGroups: ['sg-1'] } },
        },
      ],
    }),
    describeTaskDefinition: async ({ taskDefinition }) => ({
      taskDefinition: {
        containerDefinitions: [
          { environment: [{ name: 'DATABASE_HOST', value: 'o' }], secrets: [SECRET] },
          { environment: [{ name: 'SIDECAR_OF', value: taskDefinition }] },
        ],
      },
    }),
  };
  assert.deepEqual(await rows({ ecs }, { 'AWS::ECS::Cluster': ['c'], 'AWS::ECS::Service': ['orders'] }), [
    ['ECS service', 'orders', 'orderservice', 'DATABASE_HOST, SIDECAR_OF', 'DATABASE_PASSWORD', 'sg-1 (Orders)'],
  ]);
});

test("distinguishes a function's secrets from its settings by their names", async () => {
  const Variables = {
    DATABASE_HOST: 'o',
    DATABASE_PASSWORD_SECRET_ARN: 'arn',
    DATABASE_PASSWORD_SECRET_FIELD: 'password',
  };
  const lambda = {
    getFunctionConfiguration: async ({ FunctionName }) => ({
      FunctionName,
      Environment: { Variables },
      VpcConfig: { SecurityGroupIds: ['sg-1'] },
    }),
  };
  assert.deepEqual(await rows({ lambda }, { 'AWS::Lambda::Function': ['notify'] }), [
    ['Lambda function', 'notify', 'orderservice', 'DATABASE_HOST', 'DATABASE_PASSWORD', 'sg-1 (Orders)'],
  ]);
});

test("shows an identity with the settings and secrets of its service's connection", async () => {
  const accesses = [{ settings: { DATABASE_HOST: 'u' }, secrets: { DATABASE_PASSWORD: { secretArn: 'arn' } } }];
  const Value = JSON.stringify({ accesses });
  const ssm = { getParameters: async ({ Names: [Name] }) => ({ Parameters: [{ Name, Value }] }) };
  const made = { 'AWS::IAM::Role': ['pods'], 'AWS::EC2::SecurityGroup': ['sg-1'] };
  assert.deepEqual(await rows({ ssm }, made, { ConnectionParameter: '/local/userservice/connection' }), [
    ['pod identity', 'pods', 'userservice', 'DATABASE_HOST', 'DATABASE_PASSWORD', 'sg-1 (Orders)'],
  ]);
});

test('shows every value of an identity whose parameter does not exist as missing', async () => {
  const ssm = { getParameters: async () => ({ Parameters: [] }) };
  const outputs = { ConnectionParameter: '/local/userservice/connection' };
  const [row] = await rows({ ssm }, { 'AWS::IAM::Role': ['pods'] }, outputs);
  assert.deepEqual(row.slice(2), ['missing', 'missing', 'missing', 'missing']);
});

test('does not list roles of a stack without the name of a parameter', async () => {
  assert.deepEqual(await rows({}, { 'AWS::IAM::Role': ['execution'] }), []);
});
