import { App, aws_ec2 as ec2, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { AWSProvider, DataStore, EcommerceInfrastructure, LocalStackProvider } from '../../../src';
import { TemplateOrder } from '../../order/template-order';
import { admitted, bindStore } from '../../support/bind-store';
import { decryptSecret } from '../../support/decrypt';
import { FEATURE_FLAGS } from '../../support/feature-flags';
import { loginAttribute } from '../../support/logins';
import { existingVpc, onlyResource, threeZoneStack } from '../../support/stacks';

describe.each([
  ['an instance', DataStore.postgresInstance({ proxy: true }), 'AWS::RDS::DBInstance', 'DBInstanceIdentifiers'],
  ['an Aurora cluster', DataStore.auroraPostgres({ proxy: true }), 'AWS::RDS::DBCluster', 'DBClusterIdentifiers'],
])('the proxy of %s', (_, dataStore, type, identifiers) => {
  test.each(FEATURE_FLAGS)('targets the database and requires TLS, %s', (__, flags) => {
    const template = bindStore(dataStore, {}, flags).template();
    const [database] = Object.keys(template.findResources(type));
    expect(onlyResource(template, 'AWS::RDS::DBProxyTargetGroup').Properties).toMatchObject({
      [identifiers]: [{ Ref: database }],
    });
    expect(onlyResource(template, 'AWS::RDS::DBProxy').Properties).toMatchObject({
      RequireTLS: true,
      EngineFamily: 'POSTGRESQL',
      DBProxyName: expect.stringMatching(/^reviews-test-store-[0-9a-f]{8}$/),
      VpcSubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
      DefaultAuthScheme: 'IAM_AUTH',
    });
  });

  test("is the endpoint of clients, on the engine's default port", () => {
    const { stack, store, template } = bindStore(dataStore);
    template(); // resolves the references to the nested stack
    const [proxy] = Object.keys(template().findResources('AWS::RDS::DBProxy'));
    expect(stack.resolve(store.settings)).toEqual({
      DATABASE_HOST: { 'Fn::GetAtt': [proxy, 'Endpoint'] },
      DATABASE_PORT: '5432',
      DATABASE_NAME: 'reviews',
      DATABASE_OPTIONS: 'sslmode=verify-full',
      DATABASE_USERNAME: loginAttribute('Username'),
    });
    expect(store.secrets).toEqual({});
  });

  test('allows ingress from the client, and the database only from the proxy', () => {
    const { stack, store, template } = bindStore(dataStore);
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc: existingVpc(threeZoneStack()) });
    store.connections.allowDefaultPortFrom(client);
    const id = (name: string) => ({ 'Fn::GetAtt': [expect.stringContaining(name), 'GroupId'] });
    const rules = admitted(template());
    expect(rules).toHaveLength(2);
    expect(rules).toContainEqual(
      expect.objectContaining({
        GroupId: id('StoreSecurityGroup'),
        SourceSecurityGroupId: id('StoreProxyGroup'),
        FromPort: 5433,
        ToPort: 5433,
      }),
    );
    expect(rules).toContainEqual(
      expect.objectContaining({
        GroupId: id('StoreProxyGroup'),
        SourceSecurityGroupId: id('Client'),
        FromPort: 5432,
        ToPort: 5432,
      }),
    );
  });

  test('allows egress to the database only', () => {
    const template = bindStore(dataStore).template();
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Allows reviews to connect to the proxy of its database',
      SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 5433, ToPort: 5433 }],
    });
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('registers the database after its instances, and after the rule that admits the proxy', () => {
    const order = new TemplateOrder(bindStore(dataStore).template());
    const [[targets]] = order.ofType('AWS::RDS::DBProxyTargetGroup');
    const before = ['AWS::RDS::DBInstance', 'AWS::EC2::SecurityGroupIngress'].flatMap((type) => order.ofType(type));
    expect(before.length).toBeGreaterThanOrEqual(2);
    expect(before.filter(([id]) => !order.isBefore(id, targets))).toEqual([]);
  });

  test('has no redundant dependency on the cluster', () => {
    const template = bindStore(dataStore).template();
    const [cluster] = Object.keys(template.findResources('AWS::RDS::DBCluster'));
    expect(onlyResource(template, 'AWS::RDS::DBProxyTargetGroup').DependsOn).not.toContain(cluster);
  });
});

test('a proxy can decrypt the secret of the master as long as workloads log in with it', () => {
  const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/k';
  const { template } = bindStore(
    (stack) => DataStore.postgresInstance({ proxy: true, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }),
    { provider: new LocalStackProvider(), logins: { sharedLogins: true } },
  );
  template().resourceCountIs('AWS::IAM::Policy', 0);
  const policy = onlyResource(template(), 'AWS::IAM::ManagedPolicy').Properties;
  const secretArn = { 'Fn::GetAtt': [expect.stringMatching(/^StoreInstance/), 'MasterUserSecret.SecretArn'] };
  expect(policy.PolicyDocument).toMatchObject({
    Statement: expect.arrayContaining([decryptSecret(keyArn, secretArn)]),
  });
  expect(onlyResource(template(), 'AWS::RDS::DBProxy').Properties).toMatchObject({
    DefaultAuthScheme: 'IAM_AUTH',
    Auth: [{ SecretArn: secretArn }],
  });
});

test('a workload may log in to the proxy as its own user only', () => {
  const { granted, template } = bindStore(DataStore.postgresInstance({ proxy: true }));
  const statements = granted();
  const [proxy] = Object.keys(template().findResources('AWS::RDS::DBProxy'));
  expect(statements).toEqual([
    {
      Action: 'rds-db:connect',
      Effect: 'Allow',
      Resource: {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':rds-db:eu-central-1:123456789012:dbuser:',
            { 'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::GetAtt': [proxy, 'DBProxyArn'] }] }] },
            '/reviews',
          ],
        ],
      },
    },
  ]);
});

test('a proxy accepts a key from another stack without a cyclic reference', () => {
  const app = new App();
  const encryptionKey = new kms.Key(new Stack(app, 'Keys'), 'Key');
  new EcommerceInfrastructure(app, 'Shop', {
    provider: new AWSProvider(),
    database: { encryptionKey, postgres: { proxy: true } },
  });
  expect(() => app.synth()).not.toThrow();
});

test('a store has no proxy by default', () => {
  bindStore(DataStore.postgresInstance()).template().resourceCountIs('AWS::RDS::DBProxy', 0);
});
