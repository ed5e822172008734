import { App, aws_ec2 as ec2, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { AWSProvider, DataStore, EcommerceInfrastructure, LocalStackProvider } from '../../../src';
import { admitted, bindStore } from '../../support/bind-store';
import { FEATURE_FLAGS } from '../../support/feature-flags';
import { existingVpc, onlyResource, threeZoneStack } from '../../support/stacks';

describe.each([
  ['an instance', DataStore.postgresInstance({ proxy: true }), 'AWS::RDS::DBInstance', 'DBInstanceIdentifiers'],
  ['an Aurora cluster', DataStore.auroraPostgres({ proxy: true }), 'AWS::RDS::DBCluster', 'DBClusterIdentifiers'],
])('the proxy of %s', (_, dataStore, type, identifiers) => {
  test.each(FEATURE_FLAGS)('stands before the database, and speaks TLS only, %s', (__, flags) => {
    const template = bindStore(dataStore, {}, flags).template();
    const [database] = Object.keys(template.findResources(type));
    expect(onlyResource(template, 'AWS::RDS::DBProxyTargetGroup').Properties).toMatchObject({
      [identifiers]: [{ Ref: database }],
    });
    expect(onlyResource(template, 'AWS::RDS::DBProxy').Properties).toMatchObject({
      RequireTLS: true,
      EngineFamily: 'POSTGRESQL',
      DBProxyName: expect.stringMatching(/^Test-Store-[0-9A-F]+$/),
      VpcSubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
      Auth: [{ SecretArn: { 'Fn::GetAtt': [database, 'MasterUserSecret.SecretArn'] } }],
    });
  });

  test("is where clients are sent, on the engine's own port", () => {
    const { stack, store, template } = bindStore(dataStore);
    const [proxy] = Object.keys(template().findResources('AWS::RDS::DBProxy'));
    expect(stack.resolve(store.settings)).toEqual({
      DATABASE_HOST: { 'Fn::GetAtt': [proxy, 'Endpoint'] },
      DATABASE_PORT: '5432',
      DATABASE_NAME: 'reviews',
    });
  });

  test('admits the client, and the database the proxy alone', () => {
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

  test('goes out to the database and nowhere else', () => {
    const template = bindStore(dataStore).template();
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Proxy of the database of reviews',
      SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 5433, ToPort: 5433 }],
    });
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('says once that it waits for the instances', () => {
    const template = bindStore(dataStore).template();
    const [cluster] = Object.keys(template.findResources('AWS::RDS::DBCluster'));
    const { DependsOn } = onlyResource(template, 'AWS::RDS::DBProxyTargetGroup');
    const instances = Object.keys(template.findResources('AWS::RDS::DBInstance'));
    expect(DependsOn ?? instances).toEqual(expect.arrayContaining(instances));
    expect(DependsOn ?? []).not.toContain(cluster);
  });
});

test("reads the secret under a customer's key", () => {
  const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/k';
  const { template } = bindStore(
    (stack) => DataStore.postgresInstance({ proxy: true, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }),
    { provider: new LocalStackProvider() },
  );
  template().resourceCountIs('AWS::IAM::Policy', 0);
  const policy = onlyResource(template(), 'AWS::IAM::ManagedPolicy').Properties;
  expect(JSON.stringify(policy.PolicyDocument)).toContain(
    `{"Action":"kms:Decrypt","Effect":"Allow","Resource":"${keyArn}"}`,
  );
});

test('takes a key of another stack, which then refers to nothing of this one', () => {
  const app = new App();
  const encryptionKey = new kms.Key(new Stack(app, 'Keys'), 'Key');
  new EcommerceInfrastructure(app, 'Shop', {
    provider: new AWSProvider(),
    database: { encryptionKey, postgres: { proxy: true } },
  });
  expect(() => app.synth()).not.toThrow();
});

test('there is none unless it is asked for', () => {
  bindStore(DataStore.postgresInstance()).template().resourceCountIs('AWS::RDS::DBProxy', 0);
});
