import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IServiceStore } from '../data/service-store';

/** Props of `Microservice`. */
export interface MicroserviceProps {
  /** The service's name. */
  readonly serviceName: string;
  /** The VPC that the service runs in. */
  readonly vpc: ec2.IVpc;
  /**
   * The service's store, which lets the service in.
   * @default - none
   */
  readonly store?: IServiceStore;
}

/**
 * A service of the platform: a security group of its own, and the store that admits it.
 *
 * Workloads of the service carry the group; no other service's workloads reach the store.
 *
 * @example
 * import { AWSProvider, DatabaseConstruct, Microservice } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * const database = new DatabaseConstruct(stack, 'Database', {
 *   provider: new AWSProvider(),
 *   vpc,
 *   services: ['reviewservice'],
 * });
 * new Microservice(stack, 'Reviews', { serviceName: 'reviewservice', vpc, store: database.store('reviewservice') });
 */
export class Microservice extends Construct implements ec2.IConnectable {
  /** The service's name. */
  public readonly serviceName: string;
  /** The security group that the service's workloads carry. */
  public readonly securityGroup: ec2.SecurityGroup;
  /** What the service may reach, and what may reach it. */
  public readonly connections: ec2.Connections;
  /** The service's store; undefined where it has none. */
  public readonly store?: IServiceStore;

  constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id);
    this.serviceName = props.serviceName;
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Workloads of ${props.serviceName}`,
    });
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup] });
    this.store = props.store;
    this.store?.connections.allowDefaultPortFrom(this, `Workloads of ${props.serviceName}`);
  }
}
