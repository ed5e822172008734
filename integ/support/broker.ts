import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { AmazonMQConstruct } from '../../src';
import { eachItem, expectValues, oneOf } from './api-calls';
import { subnetIds } from './existing-vpc';

export interface ExpectedBroker {
  readonly instanceType: string;
  readonly mode: 'SINGLE_INSTANCE' | 'CLUSTER_MULTI_AZ';
}

/** Expects that Amazon MQ describes a broker in this VPC with these settings. */
export function expectBroker(
  assertions: IDeployAssert,
  messaging: AmazonMQConstruct,
  vpc: ec2.IVpc,
  { instanceType, mode }: ExpectedBroker,
): void {
  const subnets = mode === 'SINGLE_INSTANCE' ? 1 : vpc.privateSubnets.length;
  const broker = { service: 'mq', api: 'describeBroker', parameters: { BrokerId: messaging.broker.ref } };
  expectValues(assertions, broker, {
    BrokerState: 'RUNNING',
    EngineType: 'RABBITMQ',
    EngineVersion: '4.2',
    HostInstanceType: instanceType,
    DeploymentMode: mode,
    PubliclyAccessible: false,
    'SecurityGroups.0': messaging.securityGroup.securityGroupId,
    ...eachItem('SubnetIds', '', subnets, oneOf(subnetIds(vpc.privateSubnets))),
    'Users.0.Username': 'ecommerce',
    'Logs.General': true,
  });
}
