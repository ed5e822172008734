import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import type { BrokerDeploymentMode } from '../providers/environment-settings';

/** What of a broker must go together. */
export interface Broker {
  readonly engineVersion: string;
  readonly instanceType: string;
  readonly deploymentMode: BrokerDeploymentMode;
}

/** The instance types of a RabbitMQ version, by mode. */
type InstanceTypes = Record<BrokerDeploymentMode, RegExp>;

const M7G = /^mq\.m7g\.(medium|large|xlarge|2xlarge|4xlarge|8xlarge|12xlarge|16xlarge)$/;
const RABBITMQ_4: InstanceTypes = { SINGLE_INSTANCE: M7G, CLUSTER_MULTI_AZ: M7G };
const RABBITMQ_3: InstanceTypes = {
  SINGLE_INSTANCE: /^mq\.(t3\.micro|m5\.(large|xlarge|2xlarge|4xlarge)|m7g\.\w+)$/,
  CLUSTER_MULTI_AZ: /^mq\.(m5\.(large|xlarge|2xlarge|4xlarge)|m7g\.\w+)$/,
};

/**
 * The versions that Amazon MQ creates brokers of.
 * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-version-management.html
 */
const VERSIONS: ReadonlyMap<string, InstanceTypes> = new Map([
  ['4.3', RABBITMQ_4],
  ['4.2', RABBITMQ_4],
  ['3.13', RABBITMQ_3],
]);

/** Refuses a version that Amazon MQ does not create, and an instance type that the version or the mode does not have. */
export function requireLegalBroker(scope: IConstruct, { engineVersion, instanceType, deploymentMode }: Broker): void {
  if (Token.isUnresolved(engineVersion)) {
    return;
  }
  const instanceTypes = VERSIONS.get(engineVersion);
  if (!instanceTypes) {
    throw refuse(scope, {
      prop: 'engineVersion',
      got: engineVersion,
      allowed: `one of ${[...VERSIONS.keys()].join(', ')}`,
      fix: 'Choose a version that Amazon MQ creates brokers of; it adds patches by itself.',
    });
  }
  if (!Token.isUnresolved(instanceType) && !instanceTypes[deploymentMode].test(instanceType)) {
    throw refuse(scope, {
      prop: 'instanceType',
      got: instanceType,
      allowed: `a type that RabbitMQ ${engineVersion} has as ${deploymentMode}`,
      fix: 'Use mq.m7g.large, or mq.m7g.medium for testing; mq.t3.micro is for RabbitMQ 3.13 as SINGLE_INSTANCE alone.',
    });
  }
}
