import { type App, Duration, aws_ec2 as ec2, aws_rds as rds, SecretValue, Stack, aws_ssm as ssm } from 'aws-cdk-lib';
import { cfnResource } from './by-hand/cfn-resource';
import { ENV } from './by-hand/env';
import { functionCode } from './by-hand/function-code';
import { PlatformByHand } from './by-hand/platform';
import type { Service } from './services';

/**
 * Creates the shared parts in one stack, and each service in a stack of its own with the five resources that it needs at
 * least: its security group, and the instance, the subnet group, the security group and the ingress rule of its database.
 */
export function create(app: App, services: Service[]): void {
  const platform = new PlatformByHand(app, functionCode());
  const { vpc } = platform.parts;
  write(platform, 'vpc', vpc.vpcId);
  for (const [index, { subnetId }] of vpc.isolatedSubnets.entries()) {
    write(platform, `subnet-${index + 1}`, subnetId);
  }
  for (const { name } of services) {
    new ServiceByHand(app, name);
  }
}

function write(platform: Stack, name: string, stringValue: string): void {
  new ssm.StringParameter(platform, name, { parameterName: parameterName(name), stringValue });
}

const parameterName = (name: string) => `/production/_platform/${name}`;

class ServiceByHand extends Stack {
  constructor(app: App, name: string) {
    super(app, `Shop-${name}`, { env: ENV, terminationProtection: true });
    const read = (parameter: string) => ssm.StringParameter.valueForStringParameter(this, parameterName(parameter));
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: read('vpc'),
      availabilityZones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
      isolatedSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'].map(read),
    });
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc });
    const database = new rds.DatabaseInstance(this, 'Database', {
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.of('18', '18') }),
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
      vpc,
      vpcSubnets: { subnets: vpc.isolatedSubnets },
      databaseName: name,
      credentials: rds.Credentials.fromPassword('ecommerce', SecretValue.unsafePlainText('')),
      multiAz: true,
      storageType: rds.StorageType.GP3,
      allocatedStorage: 20,
      maxAllocatedStorage: 200,
      storageEncrypted: true,
      backupRetention: Duration.days(14),
      deletionProtection: true,
    });
    const instance = cfnResource(database, rds.CfnDBInstance);
    instance.masterUserPassword = undefined;
    instance.manageMasterUserPassword = true;
    database.connections.allowDefaultPortFrom(group);
  }
}
