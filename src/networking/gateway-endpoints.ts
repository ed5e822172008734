import { Aws, type aws_ec2 as ec2, Fn, aws_iam as iam } from 'aws-cdk-lib';

/** The buckets and tables that the gateway endpoints of S3 and DynamoDB admit, for every caller. */
export enum GatewayEndpointAccess {
  /** All buckets and tables of all accounts: the policy of AWS. */
  ANY = 'any',
  /**
   * The buckets and tables of the account of the network, and the buckets of AWS in its region that workloads need:
   *
   * - reading `prod-<region>-starport-layer-bucket`: the layers of images in ECR;
   * - reading `al2023-repos-<region>-de612dc2`, `amazonlinux-2-repos-<region>` and `amazonlinux.<region>.amazonaws.com`: the
   *   packages of Amazon Linux;
   * - writing `cloudformation-custom-resource-response-<region without hyphens>` and `cloudformation-waitcondition-<region>`:
   *   the answers of custom resources and of wait conditions.
   *
   * Requests for other buckets and tables through the endpoint fail, also those of AWS, such as the buckets of the SSM agent.
   * Admit more with `addToPolicy` of the endpoint.
   */
  OWN_ACCOUNT = 'own-account',
}

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
