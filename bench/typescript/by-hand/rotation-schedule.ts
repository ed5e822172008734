import { Aws, aws_lambda as lambda, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';

/** Props of `RotationSchedule`. */
export interface RotationScheduleProps {
  readonly secret: secretsmanager.ISecret;
  readonly handler: lambda.IFunction;
  /** The permission of Secrets Manager to call the function, if one of all secrets exists. */
  readonly invocation?: IDependable;
  readonly after: IDependable[];
}

/** The rotation of a secret every 30 days. */
export class RotationSchedule extends Construct {
  constructor(scope: Construct, id: string, { secret, handler, invocation, after }: RotationScheduleProps) {
    super(scope, id);
    const schedule = new secretsmanager.CfnRotationSchedule(this, 'Schedule', {
      secretId: secret.secretArn,
      rotationLambdaArn: handler.functionArn,
      rotationRules: { automaticallyAfterDays: 30 },
      rotateImmediatelyOnUpdate: false,
    });
    schedule.node.addDependency(...after, invocation ?? this.allow(handler, secret));
  }

  private allow(handler: lambda.IFunction, secret: secretsmanager.ISecret): IDependable {
    return new lambda.CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: handler.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: secret.secretArn,
    });
  }
}
