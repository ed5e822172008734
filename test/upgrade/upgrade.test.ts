import { baselines } from './baselines';
import { DEPLOYMENTS } from './deployments';
import { type CloudFormationTemplate, losses, orphans, STATEFUL_TYPES, takenNames } from './stateful-changes';

const current = new Map(Object.entries(DEPLOYMENTS).map(([name, template]) => [name, template()]));

function currentTemplate(deployment: string): CloudFormationTemplate {
  const template = current.get(deployment);
  if (!template) {
    throw new Error(`deployments.ts has no deployment ${deployment}, but templates of an earlier version have.`);
  }
  return template;
}

test('every recorded version has a template of every deployment', () => {
  const versions = new Map<string, string[]>();
  for (const { version, deployment } of baselines()) {
    versions.set(version, [...(versions.get(version) ?? []), deployment]);
  }
  expect(versions.size).toBeGreaterThan(0);
  for (const deployments of versions.values()) {
    expect(deployments.sort()).toEqual([...current.keys()].sort());
  }
});

/** Versions whose services had no logins of their own: the guide to the upgrade leaves them the shared ones. */
const WITHOUT_LOGINS = ['0.1.0'];

describe.each(baselines())('an upgrade of $deployment from $version', ({ version, deployment, template }) => {
  const after = WITHOUT_LOGINS.includes(version)
    ? DEPLOYMENTS[deployment]({ sharedLogins: true })
    : currentTemplate(deployment);

  test('retains every stateful resource', () => {
    expect(losses(template, after)).toEqual([]);
    expect(orphans(template, after)).toEqual([]);
  });

  test('creates no resource with the name of a deployed resource', () => {
    expect(takenNames(template, after)).toEqual([]);
  });
});

describe.each([
  ['production-phase-one', 'production-phase-one-flags'],
  ['production-phase-two', 'production-phase-two-flags'],
])('%s', (without, flags) => {
  test.each([
    ['setting', without, flags],
    ['unsetting', flags, without],
  ])('%s the recommended feature flags retains every stateful resource', (_, before, after) => {
    expect(losses(currentTemplate(before), currentTemplate(after))).toEqual([]);
    expect(orphans(currentTemplate(before), currentTemplate(after))).toEqual([]);
  });
});

/** Types that the removal policy retains with the data that needs them, and that a template can create again. */
const RETAINED_STATELESS_TYPES = new Set([
  'AWS::DocDB::DBClusterParameterGroup',
  'AWS::DocDB::DBSubnetGroup',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::IAM::Role',
  'AWS::Logs::ResourcePolicy',
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBParameterGroup',
  'AWS::RDS::DBSubnetGroup',
  'AWS::S3::BucketPolicy',
]);

test('STATEFUL_TYPES has every type that production retains, except those without data', () => {
  const retained = [...current.values()].flatMap(({ Resources }) =>
    Object.values(Resources).flatMap(({ Type, DeletionPolicy }) =>
      DeletionPolicy === 'RetainExceptOnCreate' ? [Type] : [],
    ),
  );
  const stateful = retained.filter((type) => !RETAINED_STATELESS_TYPES.has(type));
  expect([...new Set(stateful)].filter((type) => !STATEFUL_TYPES.has(type))).toEqual([]);
});

describe('the comparison finds a planted fault:', () => {
  const before = currentTemplate('production-phase-two');
  const { Resources } = before;

  test.each([...STATEFUL_TYPES].filter((type) => Object.values(Resources).some(({ Type }) => Type === type)))(
    'another logical id of an %s',
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
  ])('an %s with another %s', (type, property) => {
    const [id] = idsOf(before, type);
    const resource = Resources[id];
    const changed = { ...resource, Properties: { ...resource.Properties, [property]: 'planted' } };
    expect(losses(before, { Resources: { ...Resources, [id]: changed } })).toContain(`WILL_REPLACE ${id} ${property}`);
  });

  test('a resource with another type', () => {
    const [id] = idsOf(before, 'AWS::DynamoDB::Table');
    const changed = { ...Resources[id], Type: 'AWS::DynamoDB::GlobalTable' };
    expect(losses(before, { Resources: { ...Resources, [id]: changed } })).toContain(`WILL_REPLACE ${id}`);
  });

  test('a resource that is removed without a retention policy', () => {
    const [id] = idsOf(before, 'AWS::S3::Bucket');
    const { [id]: bucket, ...rest } = Resources;
    const unretained = { Resources: { ...rest, [id]: { ...bucket, DeletionPolicy: 'Delete' } } };
    expect(losses(unretained, { Resources: rest })).toContain(`WILL_DESTROY ${id}`);
  });
});

function idsOf({ Resources }: CloudFormationTemplate, type: string): string[] {
  return Object.keys(Resources).filter((id) => Resources[id].Type === type);
}

/** Renames the first resource of a type, and all references to it, as another construct id would. */
function renameFirst(template: CloudFormationTemplate, type: string): CloudFormationTemplate {
  const [id] = idsOf(template, type);
  return JSON.parse(JSON.stringify(template).replaceAll(`"${id}"`, `"${id}Renamed"`));
}
