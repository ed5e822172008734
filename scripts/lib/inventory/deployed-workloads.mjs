// Reads the deployed workloads, each kind from its own API: ECS services, Lambda functions, and identities of pods.

import { readServiceRecords, serviceOf } from '../../../local/lib/platform/service-records.mjs';

/**
 * Returns the workloads in `stacks` as { kind, name, service, settings, secrets, groupIds }: the values of the settings, and
 * the ARNs and fields of the secrets, by the names of the environment variables.
 */
export async function readWorkloads(aws, stacks, serviceRecords) {
  const workloads = [];
  for (const stack of stacks) {
    workloads.push(...(await ecsServices(aws.ecs, stack, serviceRecords)));
    workloads.push(...(await functions(aws.lambda, stack, serviceRecords)));
    workloads.push(...(await identities(aws.ssm, stack)));
  }
  return workloads;
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
    const settings = containers.flatMap(({ environment = [] }) => environment.map(({ name, value }) => [name, value]));
    const secrets = containers.flatMap((container) => container.secrets ?? []);
    const environment = Object.fromEntries(settings);
    workloads.push({
      kind: 'ECS service',
      name: serviceName,
      service: serviceOf(environment, serviceRecords),
      settings: environment,
      secrets: Object.fromEntries(secrets.map(({ name, valueFrom }) => [name, secretReference(valueFrom)])),
      groupIds: networkConfiguration?.awsvpcConfiguration?.securityGroups,
    });
  }
  return workloads;
}

/** Parses the reference to a secret in a container definition: the ARN, which has seven parts, and the field. */
function secretReference(valueFrom) {
  const parts = valueFrom.split(':');
  return { secretArn: parts.slice(0, 7).join(':'), field: parts[7] };
}

const SECRET_ARN = '_SECRET_ARN';
const SECRET_FIELD = '_SECRET_FIELD';

/**
 * Reads functions, whose environment has two variables for each secret: its ARN, and the field to read. An ARN without a field,
 * as `DATABASE_SECRET_ARN`, is a setting.
 */
async function functions(lambda, stack, serviceRecords) {
  const workloads = [];
  for (const FunctionName of stack.ids('AWS::Lambda::Function')) {
    const found = await lambda.getFunctionConfiguration({ FunctionName });
    const environment = found.Environment?.Variables ?? {};
    const names = Object.keys(environment);
    const fields = names
      .filter((name) => name.endsWith(SECRET_FIELD))
      .map((name) => name.slice(0, -SECRET_FIELD.length));
    const ofSecrets = fields.flatMap((name) => [`${name}${SECRET_ARN}`, `${name}${SECRET_FIELD}`]);
    const settings = names.filter((name) => !ofSecrets.includes(name));
    const secrets = fields.map((name) => [
      name,
      { secretArn: environment[`${name}${SECRET_ARN}`], field: environment[`${name}${SECRET_FIELD}`] },
    ]);
    workloads.push({
      kind: 'Lambda function',
      name: found.FunctionName,
      service: serviceOf(environment, serviceRecords),
      settings: Object.fromEntries(settings.map((name) => [name, environment[name]])),
      secrets: Object.fromEntries(secrets),
      groupIds: found.VpcConfig?.SecurityGroupIds,
    });
  }
  return workloads;
}

/**
 * Reads identities. They have no environment: pods with the role read the connection of their service, from the parameter
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
    settings: record?.settings,
    secrets: record?.secrets,
    groupIds: stack.ids('AWS::EC2::SecurityGroup'),
  }));
}
