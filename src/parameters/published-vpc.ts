import { type aws_ec2 as ec2, Token } from 'aws-cdk-lib';
import type { PublishedValues } from './published-values';

/** Publishes the ids of a VPC that the library creates, so that workloads in every stack may use it. */
export function publishVpc(values: PublishedValues, vpc: ec2.IVpc): void {
  values.publishProperties(vpc, 'vpcId', 'vpcArn', 'vpcCidrBlock');
  for (const subnet of [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets]) {
    values.publishProperties(subnet, 'subnetId');
  }
}

/**
 * Returns a VPC of the user with published ids, without a change of the user's construct. A VPC that is looked up or
 * imported by its ids stays as it is.
 */
export function publishedVpc(values: PublishedValues, vpc: ec2.IVpc): ec2.IVpc {
  if (!Token.isUnresolved(vpc.vpcId)) {
    return vpc;
  }
  const subnets = (originals: ec2.ISubnet[]) => ({ value: originals.map((subnet) => Object.create(subnet)) });
  const copy: ec2.IVpc = Object.create(vpc, {
    publicSubnets: subnets(vpc.publicSubnets),
    privateSubnets: subnets(vpc.privateSubnets),
    isolatedSubnets: subnets(vpc.isolatedSubnets),
  });
  publishVpc(values, copy);
  return copy;
}
