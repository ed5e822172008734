import type { Template } from 'aws-cdk-lib/assertions';

interface Place {
  readonly account: string;
  readonly region: string;
}

/** The text that a value of a template has after the deployment, with ids and ARNs in the format of AWS. */
export function deployedText(template: Template, value: unknown, { account, region }: Place): string {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const pseudo: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const refs: Record<string, (id: string) => string> = {
    'AWS::EC2::VPC': () => 'vpc-0a1b',
    'AWS::S3::Bucket': (id) => id.toLowerCase(),
    'AWS::DynamoDB::Table': (id) => id,
    'AWS::SecretsManager::Secret': (id) => arn('secretsmanager', `secret:${id}-AbCdEf`),
    'AWS::SecretsManager::SecretTargetAttachment': (id) => arn('secretsmanager', `secret:${id}-AbCdEf`),
  };
  const arns: Record<string, (id: string) => string> = {
    'AWS::KMS::Key': (id) => arn('kms', `key/${id}`),
    'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id.toLowerCase()}`,
    'AWS::DynamoDB::Table': (id) => arn('dynamodb', `table/${id}`),
    'AWS::OpenSearchService::Domain': () => arn('es', 'domain/search'),
  };
  const resources = template.toJSON().Resources;
  const typeOf = (id: string): string => resources[id].Type;

  function attribute(id: string, name: string): string {
    if (name === 'Arn' || name === 'DomainArn') {
      return arns[typeOf(id)](id);
    }
    const output = /^Outputs\.(.+)$/.exec(name)?.[1]; // of a nested stack
    if (name.endsWith('SecretArn')) {
      return arn('secretsmanager', `secret:${output ?? `rds!${id}`}-AbCdEf`);
    }
    if (name.endsWith('ResourceId')) {
      return `db-${id.toUpperCase()}`;
    }
    if (name.endsWith('Port')) {
      return String(resources[id].Properties.Port);
    }
    return name === 'GroupId' ? `sg-${id}` : (output ?? `${id}.example`);
  }

  function resolve(part: unknown): string {
    if (typeof part === 'string' || typeof part === 'number') {
      return String(part);
    }
    const [[intrinsic, argument]] = Object.entries(part ?? {});
    switch (intrinsic) {
      case 'Ref':
        return pseudo[argument] ?? refs[typeOf(argument)](argument);
      case 'Fn::GetAtt':
        return attribute(argument[0], argument[1]);
      case 'Fn::Join':
        return argument[1].map(resolve).join(argument[0]);
      case 'Fn::Select':
        return resolve({ 'Fn::Split': argument[1]['Fn::Split'] }).split('\n')[Number(argument[0])] ?? 'element';
      case 'Fn::Split':
        return resolve(argument[1]).split(argument[0]).join('\n');
      default:
        throw new Error(`${intrinsic} is not supported`);
    }
  }
  return resolve(value);
}
