import { Annotations, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ServiceEgress } from './service-egress';
import { type EgressRule, wayToAws } from './way-to-aws';

/** A service whose way out is closed. */
export interface ClosedServiceProps {
  readonly serviceName: string;
  readonly vpc: ec2.IVpc;
  readonly egress: ServiceEgress;
  /** Whether the service has permissions for tables. */
  readonly usesTables: boolean;
}

/**
 * Returns the rules of the group of a service whose way out is closed: for AWS, and for the peers that the user gives.
 *
 * Warns if the way to AWS is not complete: a workload that cannot pull its image is no protection.
 */
export function egressRules(scope: Construct, props: ClosedServiceProps): EgressRule[] {
  const { serviceName, vpc, egress, usesTables } = props;
  const peers = egress._peers ?? [];
  const { rules, gap } = wayToAws(scope, vpc, usesTables ? ['s3', 'dynamodb'] : ['s3']);
  if (gap === undefined || peers.length > 0) {
    return [...rules, ...peers];
  }
  const effect = egress._orHttps
    ? `the workloads of ${serviceName} may connect to all addresses on port 443, to call AWS`
    : `the workloads of ${serviceName} cannot call all of AWS, and may not start`;
  Annotations.of(scope).addWarningV2(
    '@org/ecommerce-constructs:egress',
    `${gap} Therefore, ${effect}. Add the interface endpoints ecr.api, ecr.dkr, logs, secretsmanager, kms and ssm to the ` +
      `network of a stack with an \`env\`, or list the peers of ${serviceName} with \`ServiceEgress.platformAnd\`.`,
  );
  return egress._orHttps ? [HTTPS] : rules;
}

const HTTPS: EgressRule = { peer: ec2.Peer.anyIpv4(), port: ec2.Port.HTTPS, description: 'To the APIs of AWS' };
