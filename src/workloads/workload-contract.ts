import type { aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Compute that runs a service's code. It has an IAM identity, usually security groups, and accepts settings and secrets.
 * @subclassable
 */
export interface IWorkload extends iam.IGrantable, ec2.IConnectable, IConstruct {
  /**
   * Passes a setting that is not secret to the workload.
   * @param name the name of the environment variable
   * @param value the value
   */
  addSetting(name: string, value: string): void;
  /**
   * Passes a secret to the workload by reference, and grants reading it, by `secret.grantRead`, to the principal that
   * reads it: the workload's role, or the role that starts the workload, such as the execution role of an ECS task.
   * @param name the name of the environment variable
   * @param secret the secret
   * @param field the field of the secret's JSON; the whole secret if left out
   */
  addSecret(name: string, secret: secretsmanager.ISecret, field?: string): void;
}
