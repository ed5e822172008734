import {
  aws_ec2 as ec2,
  type aws_iam as iam,
  type aws_lambda as lambda,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { secretReference } from './secret-reference';
import type { IWorkload } from './workload-contract';

/**
 * A Lambda function. Settings become its environment variables. Of a secret, the variables contain only the ARN and the
 * field, because every principal that may view the function's configuration can read its environment.
 */
export class LambdaWorkload extends Construct implements IWorkload {
  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;

  constructor(
    scope: Construct,
    id: string,
    private readonly handler: lambda.Function,
  ) {
    super(scope, id);
    this.grantPrincipal = handler.grantPrincipal;
    this.connections = handler.isBoundToVpc ? handler.connections : new ec2.Connections();
  }

  public addSetting(name: string, value: string): void {
    this.handler.addEnvironment(name, value);
  }

  public addSecret(name: string, secret: secretsmanager.ISecret, field?: string): void {
    for (const [variable, value] of Object.entries(secretReference(name, secret, field))) {
      this.handler.addEnvironment(variable, value);
    }
    secret.grantRead(this);
  }
}
