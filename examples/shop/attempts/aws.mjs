// Things that IAM alone keeps apart: the credentials of one service with the table, the bucket, the secrets and the role of
// another one.

import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';

const REFUSALS = ['AccessDenied', 'AccessDeniedException'];
/** It may read the bucket and, unlike the others that use it, not write. */
const READER = 'notificationservice';

/** The region, the endpoint and the credentials of a service's environment. */
export const configurationOf = (environment) => ({
  region: environment.AWS_REGION,
  endpoint: environment.AWS_ENDPOINT_URL,
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    sessionToken: environment.AWS_SESSION_TOKEN,
  },
});

const part = {
  mayTry: () => true,
  isRefusal: ({ name }) => REFUSALS.includes(name),
};

const storage = (mine) => new S3Client({ ...configurationOf(mine), forcePathStyle: true });

export const table = {
  ...part,
  tried: 'read its table',
  uses: ({ TABLE_NAME }) => TABLE_NAME !== undefined,
  work: (mine, { TABLE_NAME: TableName }) =>
    new DynamoDBClient(configurationOf(mine)).send(new GetItemCommand({ TableName, Key: { sku: { S: 'attempt' } } })),
};

export const objects = {
  ...part,
  tried: 'list its bucket',
  uses: ({ BUCKET_NAME }) => BUCKET_NAME !== undefined,
  isShared: (mine, theirs) => mine.BUCKET_NAME === theirs.BUCKET_NAME,
  work: (mine, { BUCKET_NAME: Bucket }) => storage(mine).send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 })),
};

export const newObject = {
  ...part,
  tried: 'write to its bucket',
  uses: ({ BUCKET_NAME, service }) => BUCKET_NAME !== undefined && service !== READER,
  work: (mine, { BUCKET_NAME: Bucket }) =>
    storage(mine).send(new PutObjectCommand({ Bucket, Key: 'attempts/object', Body: 'tried' })),
};

export const secrets = ['DATABASE', 'CACHE', 'BROKER'].map((name) => ({
  ...part,
  tried: `read the secret of its ${name.toLowerCase()} login`,
  uses: (environment) => environment[`${name}_SECRET_ARN`] !== undefined,
  work: (mine, theirs) =>
    new SecretsManagerClient(configurationOf(mine)).send(
      new GetSecretValueCommand({ SecretId: theirs[`${name}_SECRET_ARN`] }),
    ),
}));

export const role = {
  ...part,
  tried: 'assume its role for search',
  uses: ({ SEARCH_ROLE_ARN }) => SEARCH_ROLE_ARN !== undefined,
  work(mine, { SEARCH_ROLE_ARN: RoleArn }) {
    const { credentials: masterCredentials, ...clientConfig } = configurationOf(mine);
    return fromTemporaryCredentials({
      params: { RoleArn, RoleSessionName: 'attempt' },
      clientConfig,
      masterCredentials,
    })();
  },
};
