import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AWSProvider, EcommerceInfrastructure } from '../../src';
import { newApp } from '../support/apps';
import { templateOf } from '../support/stacks';
import { EVERY_KIND } from '../upgrade/every-kind';
import { codeBlocks, ROOT } from './pages';

// The guide "first deployment" has a command for each resource of production that an operator looks up or deletes.

const GUIDE = 'docs/guides/first-deployment.md';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Record<string, unknown>;
}

function production(): Resource[] {
  const provider = new AWSProvider();
  return Object.values(
    templateOf(new EcommerceInfrastructure(newApp(), 'Ecommerce', { provider, catalogue: EVERY_KIND })).toJSON()
      .Resources,
  );
}

/** Whether a property is a name that is known before the deployment. */
function isNamed({ Properties = {} }: Resource): boolean {
  return Object.entries(Properties).some(
    ([key, value]) =>
      /(Name|Identifier|Id)$/.test(key) && /ecommerce-platform|^\/production\/|^search-/.test(`${value}`),
  );
}

const typesOf = (resources: Resource[]): string[] => [...new Set(resources.map(({ Type }) => Type))].sort();

/** The commands of a section, with each continued line in one. */
const commandsBelow = (heading: string): string =>
  codeBlocks('console', [GUIDE])
    .filter((block) => block.heading === heading)
    .map(({ code }) => code.replace(/\\\n/g, ''))
    .join('\n');

/** The command that lists the names of each type. */
const LOOKS = {
  'AWS::AmazonMQ::Broker': 'aws mq list-brokers',
  'AWS::Backup::BackupVault': 'aws backup list-backup-vaults',
  'AWS::DocDB::DBCluster': 'aws rds describe-db-clusters',
  'AWS::DocDB::DBInstance': 'aws rds describe-db-instances',
  'AWS::ElastiCache::User': 'aws elasticache describe-users',
  'AWS::ElastiCache::UserGroup': 'aws elasticache describe-user-groups',
  'AWS::Logs::LogGroup': 'aws logs describe-log-groups',
  'AWS::Logs::ResourcePolicy': 'aws logs describe-resource-policies',
  'AWS::OpenSearchService::Domain': 'aws opensearch list-domain-names',
  'AWS::RDS::DBCluster': 'aws rds describe-db-clusters',
  'AWS::RDS::DBInstance': 'aws rds describe-db-instances',
  'AWS::SSM::Parameter': 'aws ssm get-parameters-by-path',
};

/** The command that deletes a resource of each type. */
const DELETES = {
  'AWS::AmazonMQ::Broker': 'aws mq delete-broker',
  'AWS::Backup::BackupVault': 'aws backup delete-backup-vault',
  'AWS::DocDB::DBCluster': 'aws rds delete-db-cluster ',
  'AWS::DocDB::DBClusterParameterGroup': 'aws rds delete-db-cluster-parameter-group',
  'AWS::DocDB::DBInstance': 'aws rds delete-db-instance',
  'AWS::DocDB::DBSubnetGroup': 'aws rds delete-db-subnet-group',
  'AWS::DynamoDB::Table': 'aws dynamodb delete-table',
  'AWS::EC2::SecurityGroup': 'aws ec2 delete-security-group',
  'AWS::ElastiCache::ReplicationGroup': 'aws elasticache delete-replication-group',
  'AWS::ElastiCache::SubnetGroup': 'aws elasticache delete-cache-subnet-group',
  'AWS::ElastiCache::User': 'aws elasticache delete-user ',
  'AWS::ElastiCache::UserGroup': 'aws elasticache delete-user-group',
  'AWS::IAM::Role': 'aws iam delete-role',
  'AWS::KMS::Key': 'aws kms schedule-key-deletion',
  'AWS::Logs::LogGroup': 'aws logs delete-log-group',
  'AWS::Logs::ResourcePolicy': 'aws logs delete-resource-policy',
  'AWS::OpenSearchService::Domain': 'aws opensearch delete-domain',
  'AWS::RDS::DBCluster': 'aws rds delete-db-cluster ',
  'AWS::RDS::DBClusterParameterGroup': 'aws rds delete-db-cluster-parameter-group',
  'AWS::RDS::DBInstance': 'aws rds delete-db-instance',
  'AWS::RDS::DBParameterGroup': 'aws rds delete-db-parameter-group',
  'AWS::RDS::DBSubnetGroup': 'aws rds delete-db-subnet-group',
  'AWS::S3::Bucket': 'aws s3api delete-bucket',
  'AWS::S3::BucketPolicy': 'aws s3api delete-bucket', // deleted with the bucket
  'AWS::SecretsManager::Secret': 'aws secretsmanager delete-secret',
};

describe('the guide to the first deployment', () => {
  test.each([
    ['Elastic IP addresses', 'AWS::EC2::EIP'],
    ['VPCs', 'AWS::EC2::VPC'],
    ['resource policies of CloudWatch Logs', 'AWS::Logs::ResourcePolicy'],
    ['event subscriptions of RDS', 'AWS::RDS::EventSubscription'],
  ])('says how many production needs of the quota of %s', (quota, type) => {
    const row = readFileSync(join(ROOT, GUIDE), 'utf8')
      .split('\n')
      .find((line) => line.trim().startsWith(`| ${quota} |`));
    const [, , , needed = ''] = row?.split('|') ?? [];
    expect(Number.parseInt(needed, 10)).toBe(production().filter(({ Type }) => Type === type).length);
  });

  test('says rightly that the platform reserves no concurrency of Lambda', () => {
    expect(production().filter(({ Properties }) => Properties?.ReservedConcurrentExecutions !== undefined)).toEqual([]);
  });

  test('looks for the name of each resource that has one before the deployment', () => {
    expect(typesOf(production().filter(isNamed))).toEqual(Object.keys(LOOKS));
    const commands = commandsBelow('Prepare the account');
    expect(Object.values(LOOKS).filter((command) => !commands.includes(command))).toEqual([]);
  });

  test('looks for the log groups of each kind of database', () => {
    const names = production().flatMap(({ Type, Properties }) =>
      Type === 'AWS::Logs::LogGroup' && typeof Properties?.LogGroupName === 'string' ? [Properties.LogGroupName] : [],
    );
    const prefixes = commandsBelow('Prepare the account').match(/(?<=--log-group-name-prefix )\S+/g) ?? [];
    expect(names.filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)))).toEqual([]);
    expect(prefixes.filter((prefix) => !names.some((name) => name.startsWith(prefix)))).toEqual([]);
  });

  test('deletes each type of resource that production retains', () => {
    const retained = production().filter(({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate');
    expect(typesOf(retained)).toEqual(Object.keys(DELETES));
    const commands = commandsBelow('Delete remaining resources');
    expect(Object.values(DELETES).filter((command) => !commands.includes(command))).toEqual([]);
  });

  test('disables the protection of each type of resource that has deletion protection', () => {
    const isProtected = ({ Properties = {} }: Resource) =>
      Properties.DeletionProtection === true || Properties.DeletionProtectionEnabled === true;
    expect(typesOf(production().filter(isProtected))).toEqual([
      'AWS::DocDB::DBCluster',
      'AWS::DynamoDB::Table',
      'AWS::RDS::DBCluster',
      'AWS::RDS::DBInstance',
    ]);
    expect(commandsBelow('Delete remaining resources').match(/.*--no-deletion-protection.*/g)).toEqual([
      expect.stringContaining('aws rds modify-db-instance'),
      expect.stringContaining('aws rds modify-db-cluster'),
      expect.stringContaining('aws dynamodb update-table'),
    ]);
  });
});
