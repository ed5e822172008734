import { covers, UNKNOWN } from '../templates/placeholders';
import type { Statement } from './statements';

/** The actions on a kind of resource by which a principal reads, changes or takes over what the resource protects. */
interface Kind {
  /** The AWS service in the ARNs of the kind. */
  readonly service: string;
  /** The words for the kind in findings. */
  readonly noun: string;
  readonly read: string[];
  readonly write: string[];
  /** The actions that tell nothing but the configuration. */
  readonly harmless: RegExp;
}

const LISTS = /^[a-z-]+:(List|Describe)/i;

const KINDS: readonly Kind[] = [
  {
    service: 'secretsmanager',
    noun: 'secret',
    read: ['GetSecretValue', 'BatchGetSecretValue', 'ReplicateSecretToRegions'],
    write: [
      'PutSecretValue',
      'UpdateSecret',
      'DeleteSecret',
      'PutResourcePolicy',
      'DeleteResourcePolicy',
      'RotateSecret',
    ],
    harmless: /^secretsmanager:(List|Describe|GetRandomPassword|GetResourcePolicy|ValidateResourcePolicy)/i,
  },
  {
    service: 'kms',
    noun: 'key',
    read: ['Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'Encrypt'],
    write: ['CreateGrant', 'PutKeyPolicy', 'ScheduleKeyDeletion', 'DisableKey', 'RevokeGrant', 'ReplicateKey'],
    harmless: /^kms:(List|Describe|Get)/i,
  },
  {
    service: 'dynamodb',
    noun: 'table',
    read: ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'PartiQLSelect', 'GetRecords', 'ExportTableToPointInTime'],
    write: [
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'BatchWriteItem',
      'PartiQLUpdate',
      'UpdateTable',
      'DeleteTable',
      'PutResourcePolicy',
      'CreateBackup',
      'RestoreTableToPointInTime',
    ],
    harmless: LISTS,
  },
  {
    service: 's3',
    noun: 'bucket',
    read: ['GetObject', 'GetObjectVersion', 'ListBucket', 'ListBucketVersions'],
    write: [
      'PutObject',
      'DeleteObject',
      'DeleteObjectVersion',
      'AbortMultipartUpload',
      'PutBucketPolicy',
      'DeleteBucketPolicy',
      'PutReplicationConfiguration',
      'PutBucketAcl',
      'PutObjectAcl',
      'PutBucketPublicAccessBlock',
      'DeleteBucket',
    ],
    harmless:
      /^s3:(GetBucket|Get[A-Za-z]*Configuration|GetAccountPublicAccessBlock|ListAllMyBuckets|ListBuckets|ListJobs|ListAccessPoints|ListStorageLens)/i,
  },
  {
    service: 'sqs',
    noun: 'queue',
    read: ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility'],
    write: ['SendMessage', 'PurgeQueue', 'SetQueueAttributes', 'AddPermission', 'DeleteQueue', 'StartMessageMoveTask'],
    harmless: /^sqs:(List|GetQueue)/i,
  },
  {
    service: 'sns',
    noun: 'topic',
    read: ['Subscribe'],
    write: ['Publish', 'SetTopicAttributes', 'AddPermission', 'DeleteTopic'],
    harmless: /^sns:(List|Get)/i,
  },
  {
    service: 'es',
    noun: 'search domain',
    read: ['ESHttpGet', 'ESHttpHead', 'ESHttpPost'],
    write: [
      'ESHttpPut',
      'ESHttpDelete',
      'ESHttpPatch',
      'UpdateDomainConfig',
      'DeleteDomain',
      'AuthorizeVpcEndpointAccess',
    ],
    harmless: /^es:(List|Describe|Get)/i,
  },
  {
    service: 'ssm',
    noun: 'parameter',
    read: ['GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory'],
    write: ['PutParameter', 'DeleteParameter', 'DeleteParameters'],
    harmless: /^ssm:(List|Describe)/i,
  },
  {
    service: 'backup',
    noun: 'vault',
    read: ['GetRecoveryPointRestoreMetadata', 'StartRestoreJob', 'CopyFromBackupVault', 'StartCopyJob'],
    write: [
      'DeleteRecoveryPoint',
      'PutBackupVaultAccessPolicy',
      'DeleteBackupVaultAccessPolicy',
      'DeleteBackupVault',
      'CopyIntoBackupVault',
      'UpdateRecoveryPointLifecycle',
    ],
    harmless: /^backup:(List|Describe|Get)/i,
  },
  {
    service: 'lambda',
    noun: 'function',
    read: ['GetFunction', 'GetFunctionConfiguration'],
    write: [
      'InvokeFunction',
      'InvokeFunctionUrl',
      'InvokeAsync',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
      'AddPermission',
      'DeleteFunction',
      'CreateFunctionUrlConfig',
    ],
    harmless: /^lambda:(List|GetAccountSettings|GetPolicy|GetLayerVersion)/i,
  },
  {
    service: 'rds',
    noun: 'database',
    read: [
      'CreateDBSnapshot',
      'CreateDBClusterSnapshot',
      'CreateDBInstanceReadReplica',
      'RestoreDBInstanceToPointInTime',
      'RestoreDBClusterToPointInTime',
      'StartExportTask',
      'DownloadDBLogFilePortion',
    ],
    write: [
      'ModifyDBInstance',
      'ModifyDBCluster',
      'ModifyDBProxy',
      'DeleteDBInstance',
      'DeleteDBCluster',
      'AddRoleToDBInstance',
      'AddRoleToDBCluster',
    ],
    harmless: /^rds:(List|Describe)/i,
  },
  { service: 'rds-db', noun: 'database login', read: ['connect'], write: [], harmless: /^$/ },
  {
    service: 'rds-data',
    noun: 'database',
    read: ['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteSql'],
    write: [],
    harmless: /^rds-data:(BeginTransaction|CommitTransaction|RollbackTransaction)/i,
  },
  {
    service: 'elasticache',
    noun: 'cache',
    read: ['Connect', 'CreateSnapshot', 'CopySnapshot'],
    write: ['ModifyUser', 'ModifyUserGroup', 'ModifyReplicationGroup', 'DeleteReplicationGroup', 'DeleteUser'],
    harmless: LISTS,
  },
  {
    service: 'mq',
    noun: 'broker',
    read: [],
    write: ['CreateUser', 'UpdateUser', 'DeleteUser', 'UpdateBroker', 'DeleteBroker'],
    harmless: LISTS,
  },
  {
    service: 'ecs',
    noun: 'tasks',
    read: [],
    write: ['ExecuteCommand', 'UpdateService', 'DeleteService'],
    harmless:
      /^ecs:(List|Describe|RunTask|StartTask|StopTask|RegisterTaskDefinition|DeregisterTaskDefinition|Poll|Submit|Discover|StartTelemetrySession|RegisterContainerInstance|DeregisterContainerInstance|TagResource|UntagResource|CreateCluster|UpdateContainerInstancesState)/i,
  },
  {
    service: 'logs',
    noun: 'logs',
    read: ['GetLogEvents', 'FilterLogEvents', 'StartQuery', 'StartLiveTail', 'Unmask'],
    write: ['DeleteLogGroup', 'DeleteLogStream', 'PutSubscriptionFilter', 'PutDataProtectionPolicy'],
    harmless: /^logs:(List|Describe|Create|PutLogEvents|PutRetentionPolicy|DeleteRetentionPolicy|AssociateKmsKey|Tag)/i,
  },
  {
    service: 'ecr',
    noun: 'repository',
    read: [],
    write: ['PutImage', 'BatchDeleteImage', 'SetRepositoryPolicy', 'DeleteRepositoryPolicy', 'DeleteRepository'],
    harmless:
      /^ecr:(List|Describe|Get|Batch(Get|Check)|InitiateLayerUpload|UploadLayerPart|CompleteLayerUpload|Start|Put(Lifecycle|ImageScanning|ImageTag|Replication|Registry))/i,
  },
  {
    service: 'ec2',
    noun: 'security group',
    read: [],
    write: ['AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules', 'UpdateSecurityGroupRuleDescriptionsIngress'],
    harmless: /^ec2:(?!Authorize|ModifySecurityGroupRules)/i,
  },
  {
    service: 'iam',
    noun: 'identity',
    read: [],
    write: [
      'PutRolePolicy',
      'AttachRolePolicy',
      'UpdateAssumeRolePolicy',
      'DeleteRolePermissionsBoundary',
      'PutRolePermissionsBoundary',
      'PutUserPolicy',
      'AttachUserPolicy',
      'CreateAccessKey',
      'CreateLoginProfile',
      'AddUserToGroup',
      'PutGroupPolicy',
      'AttachGroupPolicy',
      'CreatePolicyVersion',
      'SetDefaultPolicyVersion',
    ],
    harmless: /^iam:(Get|List|PassRole|CreateServiceLinkedRole|Generate|Simulate)/i,
  },
];

/** The actions of AWS services that act on resources with ARNs of another service. */
const ALSO: Readonly<Record<string, string[]>> = { rds: ['rds', 'rds-data'] };

const BY_SERVICE = new Map(KINDS.map((kind) => [kind.service, kind]));
const ACTIONS = new Map(
  KINDS.map(({ service, read, write }) => [service, [...read, ...write].map((name) => `${service}:${name}`)]),
);

/** The word for a resource in findings, by the AWS service in its ARN; undefined for a kind without data. */
export function nounOf(service: string): string | undefined {
  return BY_SERVICE.get(service)?.noun;
}

/** Whether an action changes something. */
export function isWrite(action: string): boolean {
  const [service, name] = action.split(':');
  const kind = BY_SERVICE.get(service);
  return kind ? !kind.read.includes(name) : true;
}

/** The actions of a statement by which a principal reaches a resource with an ARN of the AWS service. */
export function reachingActions(statement: Statement, service: string): string[] {
  return (ALSO[service] ?? [service]).flatMap((prefix) => {
    const kind = BY_SERVICE.get(prefix);
    const known = ACTIONS.get(prefix) ?? [];
    if (kind === undefined) {
      return [];
    }
    if (statement.isNotAction) {
      return known.filter((action) => hasAction(statement, action));
    }
    return [...new Set(statement.actions.flatMap((pattern) => actionsOf(pattern, kind, known)))];
  });
}

/** Whether the statement may be for an action. */
export function hasAction({ actions, isNotAction }: Statement, action: string): boolean {
  return isNotAction
    ? !actions.some((pattern) => !pattern.includes(UNKNOWN) && matchesAction(pattern, action))
    : actions.some((pattern) => matchesAction(pattern, action));
}

/** The known actions that a pattern matches. An action that is not known counts, unless it is harmless. */
function actionsOf(pattern: string, { service, harmless }: Kind, known: string[]): string[] {
  if (pattern.includes(UNKNOWN)) {
    return known;
  }
  const matching = known.filter((action) => matchesAction(pattern, action));
  const isOther = pattern.toLowerCase().startsWith(`${service}:`) && matching.length === 0 && !harmless.test(pattern);
  return isOther ? [pattern] : matching;
}

function matchesAction(pattern: string, action: string): boolean {
  return pattern.includes(UNKNOWN) || covers(pattern.toLowerCase(), action.toLowerCase());
}
