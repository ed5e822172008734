import {
  Duration,
  type aws_ec2 as ec2,
  type aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  RemovalPolicy,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { RotationSchedule } from './rotation-schedule';
import { permissionsToRotate, SecretFunction } from './secret-function';

/** Props of `Rotation`. */
export interface RotationProps {
  readonly vpc: ec2.IVpc;
  readonly key: kms.Key;
  readonly secret: secretsmanager.ISecret;
  /** The name of the part in descriptions. */
  readonly part: string;
  /** The folder with the function's code. */
  readonly code: string;
  readonly handler: string;
  /** The user or the address whose password is rotated. */
  readonly rotated: string;
  readonly statements: iam.PolicyStatement[];
  readonly after: IDependable[];
}

/** A function that rotates a password every 30 days. */
export class Rotation extends Construct {
  public readonly securityGroup: ec2.ISecurityGroup;

  constructor(scope: Construct, id: string, props: RotationProps) {
    super(scope, id);
    const { vpc, key, secret, part } = props;
    const { handler, securityGroup } = new SecretFunction(this, 'Function', {
      vpc,
      key,
      description: `Rotates the password of the ${part}`,
      subject: `the rotation of the password of the ${part}`,
      code: lambda.Code.fromAsset(props.code, { exclude: ['*.d.ts', 'document-db'] }),
      handler: props.handler,
      environment: { ROTATED: props.rotated },
      timeout: Duration.minutes(10),
      statements: [...props.statements, ...permissionsToRotate(secret, key)],
      logRemovalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.securityGroup = securityGroup;
    new RotationSchedule(this, 'Rotation', { secret, handler, after: props.after });
  }
}
