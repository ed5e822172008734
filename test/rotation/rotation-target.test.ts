import { Duration } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { onlyResource } from '../support/stacks';
import { broker, cache, documents, functionOf, rotated } from './rotation-targets';

function statements({ template }: ReturnType<typeof rotated>): Record<string, unknown>[] {
  const [policy] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
  return policy.Properties.PolicyDocument.Statement;
}

const USE_SECRET = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
];

describe('the policy of the rotation function', () => {
  const queue = { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] };

  test('of the broker allows only the secret and the dead-letter queue', () => {
    const it = rotated(broker);
    expect(statements(it)).toEqual([
      { Effect: 'Allow', Action: USE_SECRET, Resource: it.secretArn },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue },
    ]);
  });

  test('of the cache allows changing the user', () => {
    const it = rotated(cache);
    const [user] = Object.keys(it.template.findResources('AWS::ElastiCache::User'));
    expect(statements(it)).toEqual([
      {
        Effect: 'Allow',
        Action: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'],
        Resource: { 'Fn::GetAtt': [user, 'Arn'] },
      },
      { Effect: 'Allow', Action: USE_SECRET, Resource: it.secretArn },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue },
    ]);
    expect(functionOf(it).properties).toMatchObject({
      Handler: 'elasticache.handler',
      Environment: { Variables: { ROTATED: { Ref: user } } },
    });
  });

  test('of DocumentDB allows only the secret and the dead-letter queue: nothing of the cluster can be changed', () => {
    const it = rotated(documents);
    expect(statements(it)).toEqual([
      { Effect: 'Allow', Action: USE_SECRET, Resource: it.secretArn },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue },
    ]);
  });
});

describe('the connection to DocumentDB', () => {
  test('uses the endpoint of the cluster, and trusts the authorities of AWS', () => {
    const it = rotated(documents);
    const [cluster] = Object.keys(it.template.findResources('AWS::DocDB::DBCluster'));
    const attribute = (name: string) => ({ 'Fn::GetAtt': [cluster, name] });
    expect(functionOf(it).properties).toMatchObject({
      Handler: 'document-db.masterHandler',
      Environment: {
        Variables: {
          ROTATED: { 'Fn::Join': ['', [attribute('Endpoint'), ':', attribute('Port')]] },
          NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
        },
      },
    });
  });

  test('is allowed on the port of the cluster from the function only', () => {
    const { template } = rotated(documents, { port: 27500 });
    const { Properties } = onlyResource(template, 'AWS::EC2::SecurityGroupIngress');
    const [own] = groupsDescribed(template, /^Allows the rotation/);
    const [ofStore] = groupsDescribed(template, /^Allows reviews/);
    expect(Properties).toEqual({
      Description: 'From the rotation of the password',
      FromPort: 27500,
      ToPort: 27500,
      IpProtocol: 'tcp',
      SourceSecurityGroupId: { 'Fn::GetAtt': [own.id, 'GroupId'] },
      GroupId: { 'Fn::GetAtt': [ofStore.id, 'GroupId'] },
    });
    expect(own.properties.SecurityGroupEgress).toEqual([
      { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'To the APIs of AWS' },
      {
        DestinationSecurityGroupId: { 'Fn::GetAtt': [ofStore.id, 'GroupId'] },
        IpProtocol: 'tcp',
        FromPort: 27500,
        ToPort: 27500,
        Description: 'To the DocumentDB cluster',
      },
    ]);
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('is not allowed when rotation is disabled', () => {
    const { template } = rotated(documents, { rotationInterval: Duration.days(0) });
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });
});

/** The groups whose descriptions match, with their logical ids. */
function groupsDescribed(template: Template, pattern: RegExp) {
  return Object.entries(template.findResources('AWS::EC2::SecurityGroup'))
    .map(([id, { Properties: properties }]) => ({ id, properties }))
    .filter(({ properties }) => pattern.test(properties.GroupDescription));
}

describe('the connection to the broker', () => {
  test('is allowed on 443 from the function only', () => {
    const { template } = rotated(broker);
    const [group] = Object.keys(
      template.findResources('AWS::EC2::SecurityGroup', {
        Properties: { GroupDescription: 'Allows the rotation of the password of the broker to call AWS' },
      }),
    );
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
    const https = rules.map(({ Properties }) => Properties).filter(({ FromPort }) => FromPort === 443);
    expect(https).toEqual([
      expect.objectContaining({
        ToPort: 443,
        IpProtocol: 'tcp',
        SourceSecurityGroupId: { 'Fn::GetAtt': [group, 'GroupId'] },
        GroupId: { 'Fn::GetAtt': [expect.stringMatching(/^PartSecurityGroup/), 'GroupId'] },
      }),
    ]);
  });

  test('is not allowed on 443 when rotation is disabled', () => {
    const { template } = rotated(broker, { rotationInterval: Duration.days(0) });
    expect(onlyResource(template, 'AWS::EC2::SecurityGroupIngress').Properties.FromPort).toBe(5671);
  });

  test('uses the host of the AMQP endpoint', () => {
    const it = rotated(broker);
    const [id] = Object.keys(it.template.findResources('AWS::AmazonMQ::Broker'));
    const endpoint = { 'Fn::Select': [0, { 'Fn::GetAtt': [id, 'AmqpEndpoints'] }] };
    const authority = { 'Fn::Select': [1, { 'Fn::Split': ['://', endpoint] }] };
    expect(functionOf(it).properties).toMatchObject({
      Handler: 'rabbitmq.handler',
      Environment: {
        Variables: {
          ROTATED: { 'Fn::Join': ['', ['https://', { 'Fn::Select': [0, { 'Fn::Split': [':', authority] }] }]] },
        },
      },
    });
  });
});
