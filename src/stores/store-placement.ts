import { aws_ec2 as ec2, type RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { plainText } from '../naming/texts';
import { snapshotAsDestroy } from '../private/removal-policies';
import { countableSubnets } from '../private/subnets';

/** Props of `placeStore`. */
export interface StorePlacementProps {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly port: number;
  /** The kind of store in error messages, for example 'a database'. */
  readonly part: string;
  readonly serviceName: string;
  readonly removalPolicy: RemovalPolicy;
}

/** The network of a store, and the security group that allows ingress from its clients. */
export interface StorePlacement {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.SecurityGroup;
}

/**
 * Creates the security group of a store, without rules, and selects its subnets. RDS and DocumentDB require subnets in
 * two zones even of a single instance.
 */
export function placeStore(scope: Construct, props: StorePlacementProps): StorePlacement {
  const vpcSubnets = countableSubnets(scope, {
    vpc: props.vpc,
    subnets: props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    zones: 2,
    part: props.part,
    fewerZones: 'Its subnet group must cover two zones, even without a standby.',
  });
  const securityGroup = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc: props.vpc,
    description: `Allows ${plainText(props.serviceName)} to connect to its database`,
    allowAllOutbound: false,
  });
  securityGroup.applyRemovalPolicy(snapshotAsDestroy(props.removalPolicy));
  return { vpc: props.vpc, vpcSubnets, securityGroup };
}
