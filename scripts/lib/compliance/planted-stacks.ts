import { type App, aws_ec2 as ec2, aws_iam as iam, aws_rds as rds, Stack, aws_s3 as s3 } from 'aws-cdk-lib';

/** Plants the faults that `npm run compliance` must find in a copy of each example app, each in a separate stack. */
export function plant(app: App): void {
  const planted = (name: string) => new Stack(app, `Planted${name}`);

  new s3.CfnBucket(planted('PublicBucket'), 'Bucket', {
    accessControl: 'PublicRead',
    publicAccessBlockConfiguration: {
      blockPublicAcls: false,
      blockPublicPolicy: false,
      ignorePublicAcls: false,
      restrictPublicBuckets: false,
    },
  });

  new ec2.CfnSecurityGroup(planted('OpenGroup'), 'Group', {
    groupDescription: 'Open to everybody',
    securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' }],
  });

  new rds.CfnDBInstance(planted('UnencryptedStore'), 'Instance', {
    engine: 'postgres',
    dbInstanceClass: 'db.t4g.micro',
    allocatedStorage: '20',
    masterUsername: 'owner',
    manageMasterUserPassword: true,
    storageEncrypted: false,
  });

  new iam.ManagedPolicy(planted('WildcardAction'), 'Policy', {
    statements: [new iam.PolicyStatement({ actions: ['*'], resources: ['*'] })],
  });

  new rds.CfnDBInstance(planted('IllegalType'), 'Instance', {
    engine: 'postgres',
    dbInstanceClass: 'db.nothing.large',
    allocatedStorage: '20',
    masterUsername: 'owner',
    manageMasterUserPassword: true,
    storageEncrypted: true,
  });
}
