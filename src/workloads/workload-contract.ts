import type { aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * What runs a service: it has an identity, usually security groups, and takes settings and secrets.
 * @subclassable
 */
export interface IWorkload extends iam.IGrantable, ec2.IConnectable, IConstruct {
  /**
   * Hands over a setting that is not secret.
   * @param name the name of the environment variable
   * @param value the value
   */
  addSetting(name: string, value: string): void;
  /**
   * Hands over a secret by reference, and lets whoever reads it, the workload or what starts it, do so by
   * `secret.grantRead`.
   * @param name the name of the environment variable
   * @param secret the secret
   * @param field the field of the secret's JSON, or the whole of it
   */
  addSecret(name: string, secret: secretsmanager.ISecret, field?: string): void;
}
