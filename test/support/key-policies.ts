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

/** Allows CloudWatch Logs to use the key, for log groups with these names: `STACK` stands for the name of the stack. */
export function forLogGroups(...names: string[]): unknown {
  return {
    Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': names.map(arnOfLogGroup) } },
    Effect: 'Allow',
    Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] } },
    Resource: '*',
  };
}

/** The CDK's statements for a key that encrypts secrets: what the account may do by means of Secrets Manager. */
export const BY_SECRETS_MANAGER = [
  ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
  ['kms:CreateGrant', 'kms:DescribeKey'],
].map((Action) => ({
  Action,
  Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' } },
  Effect: 'Allow',
  Principal: ACCOUNT_ROOT,
  Resource: '*',
}));

/** The policy of a key that encrypts log groups. */
export function policyForLogGroups(...names: string[]): unknown {
  return { Statement: [BY_POLICIES_OF_THE_ACCOUNT, forLogGroups(...names)], Version: '2012-10-17' };
}

function arnOfLogGroup(name: string): unknown {
  const account = ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }];
  const isGenerated = name.startsWith('STACK');
  const parts = isGenerated
    ? [...account, ':log-group:', { Ref: 'AWS::StackName' }, name.slice('STACK'.length)]
    : [...account, `:log-group:${name}`];
  return { 'Fn::Join': ['', parts] };
}
