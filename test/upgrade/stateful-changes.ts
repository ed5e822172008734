import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';

/** The parts of a CloudFormation template that the comparison reads. */
export interface CloudFormationTemplate {
  readonly Resources: Record<string, TemplateResource>;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

/** Types whose replacement loses stored data or disconnects clients. */
export const STATEFUL_TYPES: ReadonlySet<string> = new Set([
  'AWS::AmazonMQ::Broker',
  'AWS::Backup::BackupVault',
  'AWS::DocDB::DBCluster',
  'AWS::DocDB::DBInstance',
  'AWS::DynamoDB::Table',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::User',
  'AWS::ElastiCache::UserGroup',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBProxy',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
]);

/**
 * Properties that CloudFormation's schema lists as create-only or as conditionally create-only, but that CloudFormation
 * changes in place. It replaces an RDS instance only if the change names another Availability Zone, changes the engine or
 * the source, or removes the key of Performance Insights.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-docdb-dbcluster.html#cfn-docdb-dbcluster-engineversion
 * @see https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-rds/blob/master/aws-rds-dbinstance/src/main/java/software/amazon/rds/dbinstance/util/ImmutabilityHelper.java
 */
const CHANGED_IN_PLACE: Readonly<Record<string, readonly string[]>> = {
  'AWS::DocDB::DBCluster': ['EngineVersion'],
  'AWS::RDS::DBInstance': ['BackupRetentionPeriod', 'DBParameterGroupName', 'MultiAZ'],
};

/**
 * Properties whose change replaces the resource according to AWS's documentation, but not according to the schema.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-opensearchservice-domain-encryptionatrestoptions.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-table.html
 */
const REPLACED: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['AttributeDefinitions'],
  'AWS::OpenSearchService::Domain': ['EncryptionAtRestOptions'],
};

/**
 * Whether a change of the engine version replaces a domain: it does unless the update policy enables version upgrades.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
 */
function isReplacedByItsVersion({ newValue }: ResourceDifference, name: string): boolean {
  return (
    newValue?.Type === 'AWS::OpenSearchService::Domain' &&
    name === 'EngineVersion' &&
    newValue.UpdatePolicy?.EnableVersionUpgrade !== true
  );
}

/** The impact of a deployment on one resource, and the properties that cause it. */
interface Impact {
  readonly impact: ResourceImpact;
  readonly causes: readonly string[];
}

/**
 * Returns the stateful resources that an update from `before` to `after` replaces or deletes, each as the impact, the
 * logical id and the properties that cause it.
 */
export function losses(before: CloudFormationTemplate, after: CloudFormationTemplate): string[] {
  return changes(before, after, [ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE]);
}

/** Returns the stateful resources that such an update removes from the stack and retains in the account. */
export function orphans(before: CloudFormationTemplate, after: CloudFormationTemplate): string[] {
  return changes(before, after, [ResourceImpact.WILL_ORPHAN]);
}

/**
 * Returns the resources that such an update creates with the name of a resource of another logical id, each as the logical id
 * and the name. CloudFormation creates new resources before it deletes old ones, and AWS refuses the name.
 */
export function takenNames(before: CloudFormationTemplate, after: CloudFormationTemplate): string[] {
  const owners = new Map(namesIn(before).map(({ id, name }) => [name, id]));
  return namesIn(after)
    .filter(({ id, name }) => owners.has(name) && !(id in before.Resources))
    .map(({ id, name }) => `${id} ${name}`);
}

/** The names of resources that are known at synthesis, each with the type of the resource. */
function namesIn({ Resources }: CloudFormationTemplate): { id: string; name: string }[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) =>
    Object.entries(Properties)
      .filter(([property, value]) => /(Name|Identifier|Id)$/.test(property) && typeof value === 'string')
      .map(([property, value]) => ({ id, name: `${Type} ${property} ${value}` })),
  );
}

function changes(
  before: CloudFormationTemplate,
  after: CloudFormationTemplate,
  impacts: readonly ResourceImpact[],
): string[] {
  return Object.entries(fullDiff(withoutChangesInPlace(before), withoutChangesInPlace(after)).resources.changes)
    .filter(([, { oldResourceType = '' }]) => STATEFUL_TYPES.has(oldResourceType))
    .map(([id, change]) => ({ id, ...impactOf(change) }))
    .filter(({ impact }) => impacts.includes(impact))
    .map(({ id, impact, causes }) => [impact, id, ...causes].join(' '))
    .sort();
}

/** Removes the properties that change in place: the comparison would replace the resource, and those that refer to it. */
function withoutChangesInPlace({ Resources }: CloudFormationTemplate): CloudFormationTemplate {
  const resources = Object.entries(Resources).map(([id, { Properties = {}, ...resource }]) => {
    const compared = Object.entries(Properties).filter(([name]) => !CHANGED_IN_PLACE[resource.Type]?.includes(name));
    return [id, { ...resource, Properties: Object.fromEntries(compared) }];
  });
  return { Resources: Object.fromEntries(resources) };
}

function impactOf(change: ResourceDifference): Impact {
  if (change.isRemoval || change.resourceTypeChanged) {
    return { impact: change.changeImpact, causes: [] };
  }
  const type = change.oldResourceType ?? '';
  const updates = Object.entries(change.propertyUpdates).map(([name, { changeImpact }]) => ({
    name,
    impact:
      REPLACED[type]?.includes(name) || isReplacedByItsVersion(change, name)
        ? ResourceImpact.WILL_REPLACE
        : changeImpact,
  }));
  for (const worst of [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE]) {
    const causes = updates.filter(({ impact }) => impact === worst).map(({ name }) => name);
    if (causes.length > 0) {
      return { impact: worst, causes };
    }
  }
  return { impact: ResourceImpact.WILL_UPDATE, causes: [] };
}
