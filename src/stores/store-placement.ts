import { aws_ec2 as ec2, type RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { snapshotAsDestroy } from '../private/removal-policies';
import { subnetsByZone } from '../private/subnets';

/** What places a store in the network. */
export interface StorePlacementProps {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly port: number;
  /** The store's kind in messages, for example 'a database'. */
  readonly part: string;
  readonly serviceName: string;
  readonly removalPolicy: RemovalPolicy;
}

/** Where a store lies, and the group that admits its clients. */
export interface StorePlacement {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.SecurityGroup;
}

/** A security group that admits nobody yet, and subnets in two zones, which RDS and DocumentDB want in any mode. */
export function placeStore(scope: Construct, props: StorePlacementProps): StorePlacement {
  const vpcSubnets = props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  subnetsByZone(scope, {
    vpc: props.vpc,
    subnets: vpcSubnets,
    zones: 2,
    part: props.part,
    fewerZones: 'Its subnet group has two zones, even without a standby.',
  });
  const securityGroup = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc: props.vpc,
    description: `Database of ${props.serviceName}`,
    allowAllOutbound: false,
  });
  securityGroup.applyRemovalPolicy(snapshotAsDestroy(props.removalPolicy));
  return { vpc: props.vpc, vpcSubnets, securityGroup };
}
