// Reads the deployed resources of stacks from the AWS APIs. CloudFormation returns only the list of resources; every
// value comes from the API of the resource's own service, and none from a template.

import { undefinedIfAbsent } from '../../../local/lib/aws/clients.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { shortened } from '../../../local/lib/cli/lists.mjs';
import { readServiceRecords } from '../../../local/lib/platform/service-records.mjs';
import { loginSection } from './logins.mjs';
import { storeSection } from './service-stores.mjs';
import { joined, readStacks, securityGroups, stackSection } from './stacks.mjs';
import { BUCKET_HEADER, brokerPairs, bucketRow, cachePairs, MISSING, searchPairs } from './table-cells.mjs';
import { workloadSection } from './workloads.mjs';

/**
 * Returns the resources of the platform's stacks and the workloads' stacks as sections to print: tables
 * ({ title, header, rows }) and property lists ({ title, pairs }).
 */
export async function takeInventory(aws, platformNames, workloadNames) {
  const platformStacks = await readStacks(aws.cloudformation, platformNames);
  const platform = joined(platformStacks);
  const workloads = await readStacks(aws.cloudformation, workloadNames);
  const groups = await securityGroups(aws.ec2, [...platformStacks, ...workloads]);
  const serviceRecords = await readServiceRecords(aws.ssm, platform.ids('AWS::SSM::Parameter'));
  return [
    stackSection([...platformStacks, ...workloads]),
    await storeSection(aws, platform, serviceRecords, groups),
    await loginSection(aws.secrets, serviceRecords),
    await workloadSection(aws, workloads, serviceRecords, groups),
    ...(await brokers(aws, platform.ids)),
    ...(await caches(aws, platform.ids)),
    ...(await domains(aws, platform.ids)),
    await buckets(aws, platform.ids),
  ];
}

/**
 * Returns the names of the missing values in `sections`, such as "broker: users". An empty section is missing as a whole.
 */
export function missingValues(sections) {
  return sections.flatMap(({ title, header, rows, pairs }) => {
    if (pairs) return pairs.filter(([, value]) => value === MISSING).map(([name]) => `${title}: ${name}`);
    if (rows.length === 0) return [title];
    return rows.flatMap((row) =>
      row.flatMap((cell, column) =>
        cell === MISSING ? [`${title}: ${header[column]} of ${row.find((it) => it !== MISSING) ?? MISSING}`] : [],
      ),
    );
  });
}

/** Throws a Failure that names the missing values in `sections`, if there are any. */
export function requireEveryValue(sections) {
  const missing = missingValues(sections);
  if (missing.length > 0) throw new Failure(`The AWS APIs returned no value for ${shortened(missing).join(', ')}.`);
}

async function brokers(aws, ids) {
  return sectionsOf('broker', ids('AWS::AmazonMQ::Broker'), async (id) =>
    brokerPairs(await aws.mq.describeBroker({ BrokerId: id })),
  );
}

async function caches(aws, ids) {
  return sectionsOf('cache', ids('AWS::ElastiCache::ReplicationGroup'), async (id) => {
    const { ReplicationGroups } = await aws.elasticache.describeReplicationGroups({ ReplicationGroupId: id });
    const { CacheClusters } = await aws.elasticache.describeCacheClusters({});
    const members = (CacheClusters ?? []).filter((cluster) => cluster.ReplicationGroupId === id);
    return cachePairs(ReplicationGroups?.[0] ?? {}, members);
  });
}

async function domains(aws, ids) {
  return sectionsOf('search', ids('AWS::OpenSearchService::Domain'), async (id) => {
    const { DomainStatus } = await aws.opensearch.describeDomain({ DomainName: id });
    return searchPairs(DomainStatus ?? {});
  });
}

/** Returns a section for each of `ids`; without ids, an empty table, which counts as missing. */
async function sectionsOf(title, ids, pairsOf) {
  if (ids.length === 0) return [{ title, header: [title], rows: [] }];
  const sections = [];
  for (const id of ids) sections.push({ title, pairs: await pairsOf(id) });
  return sections;
}

async function buckets(aws, ids) {
  const rows = [];
  for (const Bucket of ids('AWS::S3::Bucket')) {
    rows.push(
      bucketRow(Bucket, {
        versioning: await aws.s3.getBucketVersioning({ Bucket }),
        encryption: await undefinedIfAbsent(aws.s3.getBucketEncryption({ Bucket })),
        publicAccess: await undefinedIfAbsent(aws.s3.getPublicAccessBlock({ Bucket })),
      }),
    );
  }
  return { title: 'buckets', header: BUCKET_HEADER, rows };
}
