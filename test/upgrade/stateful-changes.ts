import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';

/** A CloudFormation template, as far as it is read here. */
export interface CloudFormationTemplate {
  readonly Resources: Record<string, TemplateResource>;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

/** Types whose replacement loses what a customer stored, or cuts off those who use it. */
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
 * Properties that CloudFormation's schema calls create-only on some condition, and that RDS changes in place whatever
 * the condition: it replaces an instance that moves to a named zone, changes its engine or its source, or gives up the
 * key of its insights.
 * @see https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-rds/blob/master/aws-rds-dbinstance/src/main/java/software/amazon/rds/dbinstance/util/ImmutabilityHelper.java
 */
const CHANGED_IN_PLACE: Readonly<Record<string, readonly string[]>> = {
  'AWS::RDS::DBInstance': ['BackupRetentionPeriod', 'DBParameterGroupName', 'MultiAZ'],
};

/**
 * Properties of which AWS documents a replacement that the schema does not know.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-opensearchservice-domain-encryptionatrestoptions.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-table.html
 */
const REPLACED: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['AttributeDefinitions'],
  'AWS::OpenSearchService::Domain': ['EncryptionAtRestOptions'],
};

/**
 * The version of a domain, without leave to upgrade it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
 */
function isReplacedByItsVersion({ newValue }: ResourceDifference, name: string): boolean {
  return (
    newValue?.Type === 'AWS::OpenSearchService::Domain' &&
    name === 'EngineVersion' &&
    newValue.UpdatePolicy?.EnableVersionUpgrade !== true
  );
}

/** What becomes of one resource, and which of its properties are why. */
interface Fate {
  readonly impact: ResourceImpact;
  readonly causes: readonly string[];
}

/** What a deployment of `after` over `before` replaces or deletes of what holds state, each with why. */
export function losses(before: CloudFormationTemplate, after: CloudFormationTemplate): string[] {
  return fates(before, after, [ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE]);
}

/** What of it such a deployment leaves in the account, but no longer in the stack. */
export function orphans(before: CloudFormationTemplate, after: CloudFormationTemplate): string[] {
  return fates(before, after, [ResourceImpact.WILL_ORPHAN]);
}

function fates(
  before: CloudFormationTemplate,
  after: CloudFormationTemplate,
  impacts: readonly ResourceImpact[],
): string[] {
  return Object.entries(fullDiff(before, after).resources.changes)
    .filter(([, { oldResourceType = '' }]) => STATEFUL_TYPES.has(oldResourceType))
    .map(([id, change]) => ({ id, ...fateOf(change) }))
    .filter(({ impact }) => impacts.includes(impact))
    .map(({ id, impact, causes }) => [impact, id, ...causes].join(' '))
    .sort();
}

function fateOf(change: ResourceDifference): Fate {
  if (change.isRemoval || change.resourceTypeChanged) {
    return { impact: change.changeImpact, causes: [] };
  }
  const type = change.oldResourceType ?? '';
  const updates = Object.entries(change.propertyUpdates)
    .filter(([name]) => !CHANGED_IN_PLACE[type]?.includes(name))
    .map(([name, { changeImpact }]) => ({
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
