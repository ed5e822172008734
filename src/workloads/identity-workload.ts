import { aws_ec2 as ec2, type aws_iam as iam, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IWorkload } from './workload-contract';

/** Props of `IdentityWorkload`. */
export interface IdentityWorkloadProps {
  readonly role: iam.IRole;
  readonly securityGroups: ec2.ISecurityGroup[];
}

/**
 * A role and its security groups, for code that the CDK does not deploy: on EC2 instances or in EKS pods.
 *
 * An identity has no environment variables: the code reads its settings, and the ARNs of its secrets, from a parameter of
 * Systems Manager, `/<environment>/<service>/connection`. Its value is a JSON object, whose `accesses` each have `settings`
 * and `secrets`.
 */
export class IdentityWorkload extends Construct implements IWorkload {
  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, props: IdentityWorkloadProps) {
    super(scope, id);
    this.connections = new ec2.Connections({ securityGroups: props.securityGroups });
    this.grantPrincipal = props.role.grantPrincipal;
  }

  public addSetting(): void {
    // The code reads its settings from the parameter with the service's connection.
  }

  public addSecret(_name: string, secret: secretsmanager.ISecret): void {
    secret.grantRead(this);
  }
}
