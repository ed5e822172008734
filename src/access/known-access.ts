import { Capability } from './capability';

/** The names and the actions in the access that the library itself writes for one kind of store, or for a capability. */
export interface KnownAccess {
  /** The names of the settings. */
  readonly settings: readonly string[];
  /** The names of the secrets. */
  readonly secrets: readonly string[];
  /** The setting with the ARN of the secret of the login; undefined if none has it. */
  readonly secretSetting?: string;
  /** The setting that ends with the port; undefined if none does. */
  readonly portSetting?: string;
  /** The port, if the settings do not contain it. An access without both has no rules. */
  readonly port?: number;
  readonly actions: readonly string[];
}

/** The actions that read the value of a secret. */
export const SECRET_ACTIONS = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];

/** The actions that read and write the items of a table. */
export const TABLE_ACTIONS = [
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
];

/** The actions on the key of a table. */
export const TABLE_KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** The actions that call an OpenSearch domain, one for each HTTP method. */
export const HTTP_ACTIONS = [
  'es:ESHttpDelete',
  'es:ESHttpGet',
  'es:ESHttpHead',
  'es:ESHttpPatch',
  'es:ESHttpPost',
  'es:ESHttpPut',
];

/** The actions on the bucket for product media itself. */
export const BUCKET_ACTIONS = ['s3:ListBucket'];
/** The actions that read the objects of the bucket. */
export const READ_OBJECT_ACTIONS = ['s3:GetObject'];
/** The actions that read and write the objects of the bucket. */
export const WRITE_OBJECT_ACTIONS = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'];

/** The action that logs in to a database with IAM. */
export const CONNECT_ACTION = 'rds-db:connect';

/** Begins the paths of the roles that workloads assume to call a search domain: the name of the service follows. */
export const SEARCH_ROLE_PATH = '/search/';

/** The action that logs in to a cache with IAM. */
export const CACHE_CONNECT_ACTION = 'elasticache:Connect';

/** The action that gets the credentials of a role. */
export const ASSUME_ACTION = 'sts:AssumeRole';

/** The actions that log in without a secret, as a user or in a role. */
export const IAM_LOGIN_ACTIONS: readonly string[] = [CONNECT_ACTION, CACHE_CONNECT_ACTION, ASSUME_ACTION];

const HTTPS_PORT = 443;
const LOGIN_ACTIONS = [...SECRET_ACTIONS, 'kms:Decrypt'];

/** The kinds of store: a database with a login, a table, and an index. */
export const KNOWN_STORES: readonly KnownAccess[] = [
  {
    settings: [
      'DATABASE_HOST',
      'DATABASE_PORT',
      'DATABASE_NAME',
      'DATABASE_READER_HOST',
      'DATABASE_OPTIONS',
      'DATABASE_SECRET_ARN',
      'DATABASE_USERNAME', // of an IAM login, which has no secret
    ],
    secrets: ['DATABASE_USERNAME', 'DATABASE_PASSWORD'],
    secretSetting: 'DATABASE_SECRET_ARN',
    portSetting: 'DATABASE_PORT',
    actions: [...LOGIN_ACTIONS, CONNECT_ACTION],
  },
  { settings: ['TABLE_NAME'], secrets: [], actions: [...TABLE_ACTIONS, ...TABLE_KEY_ACTIONS] },
  { settings: ['SEARCH_ENDPOINT', 'SEARCH_INDEX'], secrets: [], port: HTTPS_PORT, actions: HTTP_ACTIONS },
];

/** The shared parts, by the capability to use them. */
export const KNOWN_PARTS: Readonly<Record<Capability, KnownAccess>> = {
  [Capability.CACHE]: {
    settings: [
      'CACHE_ENDPOINT',
      'CACHE_READER_ENDPOINT',
      'CACHE_PORT',
      'CACHE_KEY_PREFIX',
      'CACHE_SECRET_ARN',
      'CACHE_USERNAME', // of a login with IAM, which has no secret
      'CACHE_NAME', // for which its tokens are made
    ],
    secrets: ['CACHE_USERNAME', 'CACHE_PASSWORD'],
    secretSetting: 'CACHE_SECRET_ARN',
    portSetting: 'CACHE_PORT',
    actions: [...LOGIN_ACTIONS, CACHE_CONNECT_ACTION],
  },
  [Capability.MESSAGING]: {
    settings: ['BROKER_ENDPOINT', 'BROKER_SECRET_ARN', 'BROKER_PREFIX', 'BROKER_EXCHANGE'],
    secrets: ['BROKER_USERNAME', 'BROKER_PASSWORD'],
    secretSetting: 'BROKER_SECRET_ARN',
    portSetting: 'BROKER_ENDPOINT',
    port: 5671,
    actions: LOGIN_ACTIONS,
  },
  [Capability.SEARCH]: {
    settings: ['SEARCH_ENDPOINT', 'SEARCH_ROLE_ARN'],
    secrets: [],
    port: HTTPS_PORT,
    actions: [...HTTP_ACTIONS, ASSUME_ACTION],
  },
  [Capability.STORAGE]: {
    settings: ['BUCKET_NAME'],
    secrets: [],
    actions: [...BUCKET_ACTIONS, ...WRITE_OBJECT_ACTIONS, 'kms:Decrypt', 'kms:GenerateDataKey'],
  },
  [Capability.STORAGE_READ]: {
    settings: ['BUCKET_NAME'],
    secrets: [],
    actions: [...BUCKET_ACTIONS, ...READ_OBJECT_ACTIONS, 'kms:Decrypt'],
  },
};
