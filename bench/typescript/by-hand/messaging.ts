import {
  Aws,
  aws_amazonmq as amazonmq,
  aws_ec2 as ec2,
  Fn,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  RemovalPolicy,
  aws_secretsmanager as secretsmanager,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FunctionCode } from './function-code';
import { onlyBy } from './key-conditions';
import { LoginFunction } from './logins';
import { partGroups } from './network';
import { publish } from './published-values';
import { Rotation } from './rotation';
import { KEY_ACTIONS } from './secret-function';

const PORT = 5671;

/** A cluster of RabbitMQ with one administrator whose password is rotated. */
export class Messaging extends Construct {
  public readonly group: ec2.SecurityGroup;
  public readonly clients: ec2.ISecurityGroup;
  public readonly secret: secretsmanager.Secret;
  public readonly endpoint: string;
  /** The function for the logins of services. */
  public readonly logins: LoginFunction;
  /** Lets Secrets Manager call it. */
  public readonly invocation: lambda.CfnPermission;
  public readonly port = PORT;

  constructor(scope: Construct, id: string, vpc: ec2.Vpc, key: kms.Key, code: FunctionCode) {
    super(scope, id);
    const { part, clients } = partGroups(this, vpc, 'broker', PORT);
    this.group = part;
    this.clients = clients;
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description: 'Administrator of the broker Shop/Platform/Messaging',
      encryptionKey: key,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: 'ecommerce' }),
        generateStringKey: 'password',
        excludePunctuation: true,
        passwordLength: 64,
      },
    });
    const broker = new amazonmq.CfnBroker(this, 'Broker', {
      brokerName: 'broker-shop-platform',
      engineType: 'RABBITMQ',
      engineVersion: '4.2',
      hostInstanceType: 'mq.m7g.large',
      deploymentMode: 'CLUSTER_MULTI_AZ',
      publiclyAccessible: false,
      subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
      securityGroups: [part.securityGroupId],
      users: [
        {
          username: this.secret.secretValueFromJson('username').unsafeUnwrap(),
          password: this.secret.secretValueFromJson('password').unsafeUnwrap(),
        },
      ],
      logs: { general: true },
      autoMinorVersionUpgrade: true,
      tags: [{ key: 'Name', value: 'broker-shop-platform' }],
    });
    broker.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const host = Fn.select(0, Fn.split(':', Fn.select(1, Fn.split('://', Fn.select(0, broker.attrAmqpEndpoints)))));
    const rotation = new Rotation(this, 'Rotation', {
      vpc,
      key,
      secret: this.secret,
      part: 'broker',
      code: code.rotation,
      handler: 'rabbitmq.handler',
      rotated: `https://${host}`,
      statements: [],
      after: [broker, part],
    });
    part.addIngressRule(rotation.securityGroup, ec2.Port.HTTPS, 'From the rotation of the password');
    const endpoint = new ssm.StringParameter(this, 'Endpoint', {
      description: 'Endpoint of the broker Shop/Platform/Messaging',
      stringValue: Fn.select(0, broker.attrAmqpEndpoints),
    });
    this.endpoint = endpoint.stringValue;
    this.logins = new LoginFunction(this, 'Logins', {
      vpc,
      key,
      code: code.logins,
      engine: 'rabbitmq',
      part: 'broker',
      environment: { CONSOLE_URL: Fn.select(0, broker.attrConsoleUrLs) },
      master: this.secret.secretArn,
      secrets: [],
      statements: [
        new iam.PolicyStatement({
          actions: KEY_ACTIONS,
          resources: [key.keyArn],
          conditions: onlyBy('secretsmanager'),
        }),
      ],
      system: { group: part, port: 443 },
      after: [broker],
    });
    this.invocation = new lambda.CfnPermission(this, 'Invocation', {
      action: 'lambda:InvokeFunction',
      functionName: this.logins.handler.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
    });
    publish(this, '_platform/messaging', {
      'ClientGroup.GroupId': clients.securityGroupId,
      'Endpoint.Value': this.endpoint,
      'Logins/Function/Function.Arn': this.logins.handler.functionArn,
      'Logins/Function/Role.Arn': this.logins.role.roleArn,
      Secret: this.secret.secretArn,
      'SecurityGroup.GroupId': part.securityGroupId,
    });
  }
}
