// The expected statements of KMS key policies, shared by the tests that compare whole templates.

/** The root user of the account of `threeZoneStack`. */
export const ACCOUNT_ROOT = {
  AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] },
};

/** The CDK's default statement: IAM policies of the account may grant the use of the key. */
export const BY_POLICIES_OF_THE_ACCOUNT = {
  Action: 'kms:*',
  Effect: 'Allow',
  Principal: ACCOUNT_ROOT,
  Resource: '*',
};

const LOG_GROUPS = [
  'arn:',
  { Ref: 'AWS::Partition' },
  ':logs:',
  { Ref: 'AWS::Region' },
  ':',
  { Ref: 'AWS::AccountId' },
  ':log-group:*',
];

/** Allows CloudWatch Logs to use the key, for log groups of the account only. */
export const FOR_LOG_GROUPS = {
  Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', LOG_GROUPS] } } },
  Effect: 'Allow',
  Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] } },
  Resource: '*',
};

/** The policy of a key that encrypts log groups. */
export const POLICY_FOR_LOG_GROUPS = {
  Statement: [BY_POLICIES_OF_THE_ACCOUNT, FOR_LOG_GROUPS],
  Version: '2012-10-17',
};
