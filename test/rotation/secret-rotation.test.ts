import { App, Duration, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, type Stack, Token } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import {
  AWSProvider,
  DevelopmentProvider,
  EcommerceInfrastructure,
  LocalStackProvider,
  StagingProvider,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';
import { broker, functionOf, PARTS, rotated } from './rotation-targets';

/** Types that a part creates only for its rotation. */
const ROTATION_TYPES = [
  'AWS::Lambda::Function',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::SQS::Queue',
  'AWS::IAM::Role',
];

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/k';

/** Permission to use the key by means of one AWS service only. */
function useKeyBy(service: string, actions: string | string[], conditions: Record<string, unknown> = {}): unknown {
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: KEY_ARN,
    Condition: { StringEquals: { 'kms:ViaService': `${service}.eu-central-1.amazonaws.com`, ...conditions } },
  };
}

describe.each(PARTS)('the password of %s', (_, part) => {
  test.each([
    ['production', new AWSProvider(), 30],
    ['staging', new StagingProvider(), 30],
  ])('is rotated in %s, but not by a deployment', (_name, provider, AutomaticallyAfterDays) => {
    const it = rotated(part, {}, provider);
    it.template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      SecretId: it.secretArn,
      RotationLambdaARN: { 'Fn::GetAtt': [functionOf(it).id, 'Arn'] },
      RotationRules: { AutomaticallyAfterDays },
      RotateImmediatelyOnUpdate: false,
    });
  });

  test.each([
    ['local', new LocalStackProvider()],
    ['development', new DevelopmentProvider()],
  ])('is not rotated in %s, where no resources are created for it', (_name, provider) => {
    const { template } = rotated(part, {}, provider);
    for (const type of ROTATION_TYPES) {
      template.resourceCountIs(type, 0);
    }
  });

  test('is not rotated when the interval is 0', () => {
    const { template } = rotated(part, { rotationInterval: Duration.days(0) });
    for (const type of ROTATION_TYPES) {
      template.resourceCountIs(type, 0);
    }
  });

  test.each([1, 7, 1000])('is rotated every %i days when the option is set, in any environment', (days) => {
    const { template } = rotated(part, { rotationInterval: Duration.days(days) }, new LocalStackProvider());
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { AutomaticallyAfterDays: days },
    });
  });

  test.each([Duration.hours(36), Duration.days(1001)])('rejects an interval of %s', (rotationInterval) => {
    expect(() => rotated(part, { rotationInterval })).toThrow(
      /rotationInterval must be a whole number of days from 0 to 1000, got .*Use 0 to disable rotation\./,
    );
  });

  test('accepts an interval that is a token in days', () => {
    const { template } = rotated(part, { rotationInterval: Duration.days(Token.asNumber({ Ref: 'Days' })) });
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { AutomaticallyAfterDays: { Ref: 'Days' } },
    });
  });

  test('is rotated by a function that Secrets Manager may invoke only for this secret', () => {
    const it = rotated(part);
    expect(onlyResource(it.template, 'AWS::Lambda::Permission').Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [functionOf(it).id, 'Arn'] },
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: it.secretArn,
    });
  });

  test('is rotated by a function without reserved concurrency, which a new account refuses', () => {
    expect(functionOf(rotated(part)).properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('is rotated by a function that is created after its policy, because Lambda checks the dead-letter queue', () => {
    const { template } = rotated(part);
    const [{ DependsOn }] = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(DependsOn).toEqual(Object.keys(template.findResources('AWS::IAM::ManagedPolicy')));
  });

  test('has a schedule that depends on the resource and the permission', () => {
    const { template } = rotated(part);
    const [schedule] = Object.values(template.findResources('AWS::SecretsManager::RotationSchedule'));
    expect(schedule.DependsOn).toEqual(
      expect.arrayContaining([
        ...Object.keys(template.findResources('AWS::Lambda::Permission')),
        ...['AWS::AmazonMQ::Broker', 'AWS::ElastiCache::User', 'AWS::DocDB::DBCluster'].flatMap((type) =>
          Object.keys(template.findResources(type)),
        ),
      ]),
    );
  });

  test('is rotated in the private subnets, on the newest runtime', () => {
    const it = rotated(part);
    expect(functionOf(it).properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      VpcConfig: { SubnetIds: ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'] },
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] } },
    });
  });

  test('is rotated from a security group without ingress, whose only egress to addresses is HTTPS', () => {
    const { template } = rotated(part);
    const groups = Object.values(template.findResources('AWS::EC2::SecurityGroup')).map(({ Properties }) => Properties);
    const own = groups.filter(({ GroupDescription }) => /^Allows the rotation of the password/.test(GroupDescription));
    const toAddresses = own.map(({ SecurityGroupEgress }) =>
      SecurityGroupEgress.filter((rule: object) => !('DestinationSecurityGroupId' in rule)),
    );
    expect(toAddresses).toEqual([
      [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'To the APIs of AWS' }],
    ]);
    expect(own[0].SecurityGroupIngress).toBeUndefined();
  });

  test('is stored in the secret only, and a customer managed key encrypts the resources of the rotation', () => {
    const stack = threeZoneStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
    part(stack, { provider: new AWSProvider(), vpc: existingVpc(stack), encryptionKey });
    const template = templateOf(stack);
    const { Environment, KmsKeyArn } = onlyResource(template, 'AWS::Lambda::Function').Properties;
    expect(JSON.stringify(Environment)).not.toContain('resolve:secretsmanager');
    expect(KmsKeyArn).toBe(KEY_ARN);
    template.hasResourceProperties('AWS::SQS::Queue', { KmsMasterKeyId: KEY_ARN });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          useKeyBy('secretsmanager', ['kms:Decrypt', 'kms:GenerateDataKey'], {
            'kms:EncryptionContext:SecretARN': Match.anyValue(),
          }),
          useKeyBy('sqs', ['kms:Decrypt', 'kms:GenerateDataKey']),
          useKeyBy('lambda', 'kms:Decrypt'),
        ]),
      },
    });
    const { LogGroup } = Object(onlyResource(template, 'AWS::Lambda::Function').Properties.LoggingConfig);
    expect(template.findResources('AWS::Logs::LogGroup')[LogGroup.Ref].Properties).toMatchObject({
      KmsKeyId: KEY_ARN,
      RetentionInDays: 365,
    });
  });

  test.each(FEATURE_FLAGS)('is rotated with a role that has no inline policy, %s', (_name, context) => {
    const { template } = rotated(part, {}, new AWSProvider(), context);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    const { Policies, ManagedPolicyArns } = onlyResource(template, 'AWS::IAM::Role').Properties;
    expect(Policies).toBeUndefined();
    expect(JSON.stringify(ManagedPolicyArns)).toContain('service-role/AWSLambdaVPCAccessExecutionRole');
  });
});

test.each(PARTS)('%s rejects a VPC without private subnets, and the error says how to disable rotation', (_, part) => {
  const stack = threeZoneStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    isolatedSubnetIds: ['subnet-a', 'subnet-b'],
  });
  const props = {
    provider: new AWSProvider(),
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  };
  expect(() => part(stack, props)).toThrow(
    new Error(
      'vpc must be a network with private subnets, in which the function that rotates the password runs, got none. Add ' +
        'private subnets, or set `rotationInterval` to 0 days to disable rotation. (in Test/Part/Rotation)',
    ),
  );
});

test('the rotation interval of a part overrides the environment of the platform', () => {
  const platform = new EcommerceInfrastructure(new App(), 'Ecommerce', {
    provider: new AWSProvider(),
    logins: { sharedLogins: true }, // one for all services, in the stack of the platform
    cache: { rotationInterval: Duration.days(90) },
    messaging: { rotationInterval: Duration.days(0) },
  });
  expect(onlyResource(templateOf(platform), 'AWS::SecretsManager::RotationSchedule').Properties).toMatchObject({
    RotationRules: { AutomaticallyAfterDays: 90 },
  });
});

describe.each(FEATURE_FLAGS)('cdk-nag, %s,', (_, context) => {
  test.each(PARTS)('reports no finding about the rotation of %s with a customer managed key', (_name, part) => {
    const stack = threeZoneStack(context);
    const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    part(stack, { provider: new AWSProvider(), vpc: existingVpc(stack), encryptionKey });
    expect(findings(stack).filter(({ path }) => /\/(Rotation|Secret)\b/.test(path))).toEqual([]);
  });
});

test('cdk-nag reports the acknowledged finding for a role that does not acknowledge it', () => {
  const { stack } = rotated(broker);
  const role = stack.node.findChild('Part').node.findChild('Rotation').node.findChild('Role');
  const acknowledged = role.node.metadata.flatMap(({ data }) => Object.keys(data));

  const plain = threeZoneStack();
  new iam.Role(plain, 'Role', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole')],
  });
  expect(findings(plain).map(({ rule }) => `annotation::${rule}`)).toEqual(acknowledged);
});

function findings(stack: Stack): { readonly rule: string; readonly path: string }[] {
  const packs = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks()];
  return packs
    .flatMap((pack) => pack.validateScope(stack.node.root).violations)
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, path: constructPath })),
    );
}
