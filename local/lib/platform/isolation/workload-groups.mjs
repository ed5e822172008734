// The security groups of the deployed workloads of each service, in stacks of any app: a workload can have groups of its own.

import { serviceOf } from '../service-records.mjs';

const BATCH = 10; // the maximum of DescribeServices

/** Returns the groups of the ECS services and the Lambda functions that have the settings of a service, by service. */
export async function readWorkloadGroups(aws, records) {
  const workloads = (await Promise.all([functions(aws.lambda), ecsServices(aws.ecs)])).flat();
  const groups = new Map(records.map(({ service }) => [service, new Set()]));
  for (const { environment, groupIds } of workloads) {
    const service = serviceOf(environment, records);
    for (const id of service === undefined ? [] : groupIds) groups.get(service).add(id);
  }
  return groups;
}

/** Returns the records with the groups of the workloads among the groups of the services. */
export const withGroups = (records, groups) =>
  records.map((record) => ({
    ...record,
    securityGroupIds: [...new Set([...record.securityGroupIds, ...(groups.get(record.service) ?? [])])],
  }));

async function functions(lambda) {
  const found = [];
  let Marker;
  do {
    const page = await lambda.listFunctions({ Marker });
    found.push(...(page.Functions ?? []));
    Marker = page.NextMarker;
  } while (Marker);
  return found.map(({ Environment, VpcConfig }) => ({
    environment: Environment?.Variables ?? {},
    groupIds: VpcConfig?.SecurityGroupIds ?? [],
  }));
}

async function ecsServices(ecs) {
  const clusters = await listed((nextToken) => ecs.listClusters({ nextToken }), 'clusterArns');
  return (await Promise.all(clusters.map((cluster) => servicesOf(ecs, cluster)))).flat();
}

async function servicesOf(ecs, cluster) {
  const arns = await listed((nextToken) => ecs.listServices({ cluster, nextToken }), 'serviceArns');
  const found = [];
  for (let start = 0; start < arns.length; start += BATCH) {
    const { services = [] } = await ecs.describeServices({ cluster, services: arns.slice(start, start + BATCH) });
    found.push(...services);
  }
  return Promise.all(
    found.map(async ({ taskDefinition, networkConfiguration }) => {
      const { taskDefinition: task } = await ecs.describeTaskDefinition({ taskDefinition });
      const variables = (task?.containerDefinitions ?? []).flatMap(({ environment = [] }) => environment);
      return {
        environment: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
        groupIds: networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [],
      };
    }),
  );
}

/** Returns the items of a paginated list of ECS, whose token begins with a lower-case letter. */
async function listed(request, field) {
  const items = [];
  let nextToken;
  do {
    const page = await request(nextToken);
    items.push(...(page[field] ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return items;
}
