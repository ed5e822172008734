import { aws_ec2 as ec2, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  AWSProvider,
  DatabaseConstruct,
  type IDataStore,
  type IServiceStore,
  type SecretSetting,
  ServiceCatalogue,
  type StoreContext,
} from '../../src';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

/** A kind of store that the library does not support: a bucket for each service. */
class ObjectStore implements IDataStore {
  public bind(scope: Construct, context: StoreContext): IServiceStore {
    const encryptionKey = context.defaults?.encryptionKey;
    return new BucketStore(
      new s3.Bucket(scope, 'Bucket', { encryptionKey, removalPolicy: context.defaults?.removalPolicy }),
    );
  }
}

class BucketStore implements IServiceStore {
  public readonly connections = new ec2.Connections();
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting> = {};

  constructor(private readonly bucket: s3.Bucket) {
    this.settings = { BUCKET_NAME: bucket.bucketName };
  }

  public grantAccess(grantee: iam.IGrantable): void {
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject', 's3:PutObject'],
      resourceArns: [this.bucket.arnForObjects('*')],
    });
  }
}

function archive() {
  const stack = threeZoneStack();
  const database = new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    catalogue: ServiceCatalogue.of([{ name: 'archive', store: new ObjectStore() }, { name: 'orders' }]),
  });
  return { stack, database };
}

test('a catalogue can combine a custom store with the stores of the library', () => {
  const { stack, database } = archive();
  const template = templateOf(stack);
  template.resourceCountIs('AWS::RDS::DBInstance', 1);
  const [bucket] = Object.keys(template.findResources('AWS::S3::Bucket'));
  expect(bucket).toMatch(/^DatabasearchiveBucket/);
  expect(stack.resolve(database.store('archive').settings)).toEqual({ BUCKET_NAME: { Ref: bucket } });
});

test('a custom store gets the key of its service', () => {
  const { stack } = archive();
  expect(JSON.stringify(templateOf(stack).findResources('AWS::S3::Bucket'))).toMatch(
    /KMSMasterKeyID.*DatabasearchiveKey/,
  );
});

test('a custom store grants the permissions of its own implementation', () => {
  const { stack, database } = archive();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  database.store('archive').grantAccess(role);
  templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: ['s3:GetObject', 's3:PutObject'] }] },
  });
});

test('instance rejects a custom store and names its class', () => {
  expect(() => archive().database.instance('archive')).toThrow('The kind of its store is ObjectStore');
});
