import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Creates a VPC with the CDK's own class, as a stand-in for an existing VPC. */
export function existingVpc(scope: Construct): ec2.Vpc {
  return new ec2.Vpc(scope, 'ExistingVpc', {
    maxAzs: 2,
    natGateways: 1,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'Web', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'Application', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
}

export const subnetIds = (subnets: ec2.ISubnet[]): string[] => subnets.map(({ subnetId }) => subnetId);
