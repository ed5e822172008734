// Lists the workloads of services, each kind from its own API: ECS services, Lambda functions, and identities of pods.

import { readServiceRecords, serviceOf } from './service-records.mjs';
import { WORKLOAD_HEADER, workloadRow } from './table-cells.mjs';

/** Returns the table of workloads in `stacks`. */
export async function workloadSection(aws, stacks, serviceRecords, groups) {
  const workloads = [];
  for (const stack of stacks) {
    workloads.push(...(await ecsServices(aws.ecs, stack, serviceRecords)));
    workloads.push(...(await functions(aws.lambda, stack, serviceRecords)));
    workloads.push(...(await identities(aws.ssm, stack)));
  }
  const rows = workloads.map((workload) => workloadRow(workload, groups));
  return { title: 'workloads', header: WORKLOAD_HEADER, rows, blocks: true };
}

async function ecsServices(ecs, stack, serviceRecords) {
  const [cluster] = stack.ids('AWS::ECS::Cluster');
  const names = stack.ids('AWS::ECS::Service');
  if (names.length === 0) return [];
  const { services } = await ecs.describeServices({ cluster, services: names });
  const workloads = [];
  for (const { serviceName, taskDefinition, networkConfiguration } of services ?? []) {
    const { taskDefinition: task } = await ecs.describeTaskDefinition({ taskDefinition });
    const containers = task?.containerDefinitions ?? [];
    const environment = Object.fromEntries(
      containers.flatMap((container) => (container.environment ?? []).map(({ name, value }) => [name, value])),
    );
    workloads.push({
      kind: 'ECS service',
      name: serviceName,
      service: serviceOf(environment, serviceRecords),
      settings: Object.keys(environment),
      secrets: containers.flatMap((container) => (container.secrets ?? []).map(({ name }) => name)),
      groupIds: networkConfiguration?.awsvpcConfiguration?.securityGroups,
    });
  }
  return workloads;
}

const SECRET_ARN = '_SECRET_ARN';
const SECRET_FIELD = '_SECRET_FIELD';

/** Lists functions, whose environment has two variables for each secret: its ARN, and the field to read. */
async function functions(lambda, stack, serviceRecords) {
  const workloads = [];
  for (const FunctionName of stack.ids('AWS::Lambda::Function')) {
    const found = await lambda.getFunctionConfiguration({ FunctionName });
    const environment = found.Environment?.Variables ?? {};
    const names = Object.keys(environment);
    workloads.push({
      kind: 'Lambda function',
      name: found.FunctionName,
      service: serviceOf(environment, serviceRecords),
      settings: names.filter((name) => !name.endsWith(SECRET_ARN) && !name.endsWith(SECRET_FIELD)),
      secrets: names.filter((name) => name.endsWith(SECRET_ARN)).map((name) => name.slice(0, -SECRET_ARN.length)),
      groupIds: found.VpcConfig?.SecurityGroupIds,
    });
  }
  return workloads;
}

/**
 * Lists identities. They have no environment: pods with the role read the connection of their service, from the parameter
 * that the stack's outputs name.
 */
async function identities(ssm, stack) {
  const name = stack.outputs.ConnectionParameter;
  if (!name) return [];
  const [record] = await readServiceRecords(ssm, [name]);
  return stack.ids('AWS::IAM::Role').map((role) => ({
    kind: 'pod identity',
    name: role,
    service: record?.service,
    settings: record && Object.keys(record.settings),
    secrets: record && Object.keys(record.secrets),
    groupIds: stack.ids('AWS::EC2::SecurityGroup'),
  }));
}
