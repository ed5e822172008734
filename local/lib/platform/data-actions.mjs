// The actions that log in to a resource without a password, or that reach its data, by the prefix of its AWS service.

export const DATA_ACTIONS = {
  'rds-db': ['rds-db:connect'],
  elasticache: ['elasticache:Connect'],
  es: ['es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPost', 'es:ESHttpPut', 'es:ESHttpPatch', 'es:ESHttpDelete'],
  dynamodb: [
    'dynamodb:GetItem',
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:GetRecords',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:PartiQLSelect',
    'dynamodb:PartiQLInsert',
    'dynamodb:PartiQLUpdate',
    'dynamodb:PartiQLDelete',
    'dynamodb:ExportTableToPointInTime',
    'dynamodb:DeleteTable',
  ],
  s3: [
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
    's3:DeleteObject',
    's3:GetObjectVersion',
    's3:DeleteObjectVersion',
  ],
};

/** The action that gets the credentials of a role, with which its holder calls a search domain. */
export const ASSUME_ROLE = ['sts:AssumeRole'];
