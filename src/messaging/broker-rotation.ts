import { type aws_amazonmq as amazonmq, aws_ec2 as ec2, Fn } from 'aws-cdk-lib';
import type { RotationTarget } from '../rotation/rotation-target';

/** Returns the target that rotates the password of the administrator of a RabbitMQ broker. */
export function brokerRotationTarget(broker: amazonmq.CfnBroker, securityGroup: ec2.ISecurityGroup): RotationTarget {
  const authority = Fn.select(1, Fn.split('://', Fn.select(0, broker.attrAmqpEndpoints)));
  const host = Fn.select(0, Fn.split(':', authority));
  return {
    part: 'broker',
    resource: broker,
    file: 'rabbitmq',
    name: `https://${host}`,
    permissions: [],
    connection: { securityGroup, port: ec2.Port.HTTPS },
  };
}
