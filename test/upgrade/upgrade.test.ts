import { baselines } from './baselines';
import { DEPLOYMENTS } from './deployments';
import { type CloudFormationTemplate, losses, orphans, STATEFUL_TYPES } from './stateful-changes';

const today = new Map(Object.entries(DEPLOYMENTS).map(([name, template]) => [name, template()]));

function todays(deployment: string): CloudFormationTemplate {
  const template = today.get(deployment);
  if (!template) {
    throw new Error(`deployments.ts has no ${deployment}, which an earlier version has recorded.`);
  }
  return template;
}

test('every version that is recorded has recorded every deployment that is compared', () => {
  const versions = new Map<string, string[]>();
  for (const { version, deployment } of baselines()) {
    versions.set(version, [...(versions.get(version) ?? []), deployment]);
  }
  expect(versions.size).toBeGreaterThan(0);
  for (const deployments of versions.values()) {
    expect(deployments.sort()).toEqual([...today.keys()].sort());
  }
});

describe.each(baselines())('going from $version to today, $deployment', ({ deployment, template }) => {
  test('loses nothing', () => {
    const after = todays(deployment);
    expect(losses(template, after)).toEqual([]);
    expect(orphans(template, after)).toEqual([]);
  });
});

describe.each([
  ['production-phase-one', 'production-phase-one-flags'],
  ['production-phase-two', 'production-phase-two-flags'],
])('%s', (without, flags) => {
  test.each([
    ['setting', without, flags],
    ['unsetting', flags, without],
  ])('loses nothing by %s the recommended feature flags', (_, before, after) => {
    expect(losses(todays(before), todays(after))).toEqual([]);
    expect(orphans(todays(before), todays(after))).toEqual([]);
  });
});

/** What is retained beside what holds state can be made again from the template. */
const RETAINED_BESIDE = new Set([
  'AWS::DocDB::DBClusterParameterGroup',
  'AWS::DocDB::DBSubnetGroup',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBParameterGroup',
  'AWS::RDS::DBSubnetGroup',
]);

test('every type that production retains is known to hold state, or to stand beside what does', () => {
  const retained = [...today.values()].flatMap(({ Resources }) =>
    Object.values(Resources).flatMap(({ Type, DeletionPolicy }) => (DeletionPolicy === 'Retain' ? [Type] : [])),
  );
  expect([...new Set(retained)].filter((type) => !STATEFUL_TYPES.has(type) && !RETAINED_BESIDE.has(type))).toEqual([]);
});

describe('what is planted is found:', () => {
  const before = todays('production-phase-two');
  const { Resources } = before;

  test.each([...STATEFUL_TYPES].filter((type) => Object.values(Resources).some(({ Type }) => Type === type)))(
    'the id of the construct of an %s is another',
    (type) => {
      const renamed = renameFirst(before, type);
      expect([...losses(before, renamed), ...orphans(before, renamed)]).toContainEqual(
        expect.stringMatching(/^WILL_(DESTROY|ORPHAN|REPLACE) /),
      );
    },
  );

  test.each([
    ['AWS::RDS::DBInstance', 'DBName'],
    ['AWS::RDS::DBInstance', 'KmsKeyId'],
    ['AWS::DocDB::DBCluster', 'DBClusterIdentifier'],
    ['AWS::DynamoDB::Table', 'KeySchema'],
    ['AWS::AmazonMQ::Broker', 'BrokerName'],
    ['AWS::ElastiCache::ReplicationGroup', 'Port'],
    ['AWS::ElastiCache::User', 'UserName'],
    ['AWS::OpenSearchService::Domain', 'DomainName'],
    ['AWS::OpenSearchService::Domain', 'EncryptionAtRestOptions'],
    ['AWS::DynamoDB::Table', 'AttributeDefinitions'],
    ['AWS::EC2::Subnet', 'CidrBlock'],
    ['AWS::EC2::SecurityGroup', 'GroupDescription'],
  ])('an %s has another %s', (type, property) => {
    const [id] = idsOf(before, type);
    const resource = Resources[id];
    const changed = { ...resource, Properties: { ...resource.Properties, [property]: 'planted' } };
    expect(losses(before, { Resources: { ...Resources, [id]: changed } })).toContain(`WILL_REPLACE ${id} ${property}`);
  });

  test('a store is of another type', () => {
    const [id] = idsOf(before, 'AWS::DynamoDB::Table');
    const changed = { ...Resources[id], Type: 'AWS::DynamoDB::GlobalTable' };
    expect(losses(before, { Resources: { ...Resources, [id]: changed } })).toContain(`WILL_REPLACE ${id}`);
  });

  test('a store is no longer retained, and then is gone', () => {
    const [id] = idsOf(before, 'AWS::S3::Bucket');
    const { [id]: bucket, ...rest } = Resources;
    const unretained = { Resources: { ...rest, [id]: { ...bucket, DeletionPolicy: 'Delete' } } };
    expect(losses(unretained, { Resources: rest })).toContain(`WILL_DESTROY ${id}`);
  });
});

function idsOf({ Resources }: CloudFormationTemplate, type: string): string[] {
  return Object.keys(Resources).filter((id) => Resources[id].Type === type);
}

/** The template that another construct id makes: the resource under another logical id, and all that refer to it. */
function renameFirst(template: CloudFormationTemplate, type: string): CloudFormationTemplate {
  const [id] = idsOf(template, type);
  return JSON.parse(JSON.stringify(template).replaceAll(`"${id}"`, `"${id}Renamed"`));
}
