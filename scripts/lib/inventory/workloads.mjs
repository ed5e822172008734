// Lists the workloads of services, each kind from its own API: ECS services, Lambda functions, and identities of pods.

import { allPages } from '../aws/clients.mjs';
import { serviceOf } from './service-parameters.mjs';
import { WORKLOAD_HEADER, workloadRow } from './table-cells.mjs';

/** Returns the table of workloads in `stacks`. */
export async function workloadSection(aws, stacks, serviceParameters, groups) {
  const workloads = [];
  for (const stack of stacks) {
    workloads.push(...(await ecsServices(aws.ecs, stack, serviceParameters)));
    workloads.push(...(await functions(aws.lambda, stack, serviceParameters)));
    workloads.push(...(await identities(aws.ssm, stack)));
  }
  const rows = workloads.map((workload) => workloadRow(workload, groups));
  return { title: 'workloads', header: WORKLOAD_HEADER, rows, blocks: true };
}

async function ecsServices(ecs, stack, serviceParameters) {
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
      service: serviceOf(environment, serviceParameters),
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
async function functions(lambda, stack, serviceParameters) {
  const workloads = [];
  for (const FunctionName of stack.ids('AWS::Lambda::Function')) {
    const found = await lambda.getFunctionConfiguration({ FunctionName });
    const environment = found.Environment?.Variables ?? {};
    const names = Object.keys(environment);
    workloads.push({
      kind: 'Lambda function',
      name: found.FunctionName,
      service: serviceOf(environment, serviceParameters),
      settings: names.filter((name) => !name.endsWith(SECRET_ARN) && !name.endsWith(SECRET_FIELD)),
      secrets: names.filter((name) => name.endsWith(SECRET_ARN)).map((name) => name.slice(0, -SECRET_ARN.length)),
      groupIds: found.VpcConfig?.SecurityGroupIds,
    });
  }
  return workloads;
}

/**
 * Lists identities. They have no environment: pods with the role read the parameters below the path in the stack's
 * outputs.
 */
async function identities(ssm, stack) {
  const Path = stack.outputs.ParameterPath;
  if (!Path) return [];
  const parameters = await allPages(
    (NextToken) => ssm.getParametersByPath({ Path, Recursive: true, NextToken }),
    (page) => page.Parameters,
  );
  const below = (folder) =>
    parameters.flatMap(({ Name }) => (Name.startsWith(`${Path}/${folder}/`) ? Name.split('/').slice(-1) : []));
  return stack.ids('AWS::IAM::Role').map((name) => ({
    kind: 'pod identity',
    name,
    service: parameters.length > 0 ? Path.split('/').at(-1) : undefined,
    settings: below('settings'),
    secrets: below('secrets'),
    groupIds: stack.ids('AWS::EC2::SecurityGroup'),
  }));
}
