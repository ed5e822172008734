import { Aws, type aws_ec2 as ec2, Fn, aws_iam as iam } from 'aws-cdk-lib';

/** Admits only what the account owns, and what AWS needs. */
export function admitOwnAccount(s3: ec2.GatewayVpcEndpoint, dynamoDb: ec2.GatewayVpcEndpoint): void {
  s3.addToPolicy(ownResources('s3:*'));
  s3.addToPolicy(
    statement('s3:GetObject', [
      `prod-${Aws.REGION}-starport-layer-bucket`,
      `al2023-repos-${Aws.REGION}-de612dc2`,
      `amazonlinux-2-repos-${Aws.REGION}`,
      `amazonlinux.${Aws.REGION}.amazonaws.com`,
    ]),
  );
  const withoutHyphens = Fn.join('', Fn.split('-', Aws.REGION));
  s3.addToPolicy(
    statement('s3:PutObject', [
      `cloudformation-custom-resource-response-${withoutHyphens}`,
      `cloudformation-waitcondition-${Aws.REGION}`,
    ]),
  );
  dynamoDb.addToPolicy(ownResources('dynamodb:*'));
}

function ownResources(action: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.AnyPrincipal()],
    actions: [action],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } },
  });
}

function statement(action: string, buckets: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.AnyPrincipal()],
    actions: [action],
    resources: buckets.map((bucket) => `arn:${Aws.PARTITION}:s3:::${bucket}/*`),
  });
}
