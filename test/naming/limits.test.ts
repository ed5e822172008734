import { App, aws_ec2 as ec2, Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AWSProvider, DataStore, EcommercePlatform, Microservice, ServiceCatalogue } from '../../src';
import { existingVpc, templateOf } from '../support/stacks';

/** The texts and names of each type of resource: the property, and the values that AWS accepts. */
const LIMITS: Record<string, Record<string, RegExp>> = {
  'AWS::AmazonMQ::Broker': { BrokerName: /^[\w.~-]{1,50}$/ },
  'AWS::Backup::BackupVault': { BackupVaultName: /^[\w-]{2,50}$/ },
  'AWS::DocDB::DBCluster': { DBClusterIdentifier: /^(?=.{1,63}$)[a-z](-?[a-z\d])*$/ },
  'AWS::DocDB::DBClusterParameterGroup': { Description: /^[ -~]{1,255}$/ },
  'AWS::DocDB::DBInstance': { DBInstanceIdentifier: /^(?=.{1,63}$)[a-z](-?[a-z\d])*$/ },
  'AWS::EC2::SecurityGroup': { GroupDescription: /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/ },
  'AWS::EC2::SecurityGroupIngress': { Description: /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/ },
  'AWS::ElastiCache::ReplicationGroup': { ReplicationGroupDescription: /^[ -~]{1,255}$/ },
  'AWS::ElastiCache::SubnetGroup': { Description: /^[ -~]{1,255}$/ },
  'AWS::ElastiCache::User': { UserId: /^[a-z](-?[a-z\d])*$/ },
  'AWS::ElastiCache::UserGroup': { UserGroupId: /^[a-z](-?[a-z\d])*$/ },
  'AWS::IAM::ManagedPolicy': { Description: /^[ -~]{1,1000}$/ },
  'AWS::IAM::Role': { Description: /^[ -~]{1,1000}$/ },
  'AWS::KMS::Key': { Description: /^[ -~]{1,8192}$/ },
  'AWS::Lambda::Function': { Description: /^[ -~]{1,256}$/ },
  'AWS::Logs::ResourcePolicy': { PolicyName: /^[^:*]{1,255}$/ },
  'AWS::OpenSearchService::Domain': { DomainName: /^[a-z][a-z\d-]{2,27}$/ },
  'AWS::RDS::DBCluster': { DBClusterIdentifier: /^(?=.{1,63}$)[a-z](-?[a-z\d])*$/ },
  'AWS::RDS::DBClusterParameterGroup': { Description: /^[ -~]{1,255}$/ },
  'AWS::RDS::DBParameterGroup': { Description: /^[ -~]{1,255}$/ },
  'AWS::RDS::DBInstance': { DBInstanceIdentifier: /^(?=.{1,63}$)[a-z](-?[a-z\d])*$/ },
  'AWS::RDS::DBProxy': { DBProxyName: /^(?=.{1,63}$)[a-z](-?[a-z\d])*$/ },
  'AWS::SNS::Topic': { DisplayName: /^[\w -]{1,100}$/ },
  'AWS::SSM::Parameter': { Description: /^[ -~]{1,1024}$/ },
  'AWS::SecretsManager::Secret': { Description: /^[ -~]{1,2048}$/ },
};

const NAME_TAG = /^[\w .:/=+@-]{1,256}$/;

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>> & { readonly Tags?: readonly Tag[] };
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Creates a platform at a path below a stack. */
function stackWithPlatform(path: string[], props: StackProps): Stack {
  const parent = path.reduce<Construct>((scope, id) => new Construct(scope, id), new Stack(new App(), 'Shop', props));
  new EcommercePlatform(parent, 'Platform', {
    provider: new AWSProvider(),
    catalogue: ServiceCatalogue.of([
      { name: `s${'x'.repeat(53)}`, store: DataStore.postgresInstance({ proxy: true }) },
      { name: `a${'x'.repeat(53)}`, store: DataStore.auroraPostgres({ proxy: true }) },
      { name: `d${'x'.repeat(60)}`, store: DataStore.documentDb() },
    ]),
    network: {
      maxAzs: 3,
      securityGroupNames: ['g'.repeat(63)],
      interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.KMS],
    },
  });
  return Stack.of(parent);
}

/** The texts of the stack's template that AWS rejects. */
function rejectedTexts(stack: Stack): string[] {
  const resources: Resource[] = Object.values(templateOf(stack).toJSON().Resources);
  return resources.flatMap(({ Type, Properties = {} }) => {
    const texts = Object.entries(LIMITS[Type] ?? {}).map(([name, accepted]): [unknown, RegExp] => [
      Properties[name],
      accepted,
    ]);
    const tags = Array.isArray(Properties.Tags) ? Properties.Tags : [];
    const names = tags.filter(({ Key }) => Key === 'Name').map(({ Value }): [unknown, RegExp] => [Value, NAME_TAG]);
    return [...texts, ...names].flatMap(([text, accepted]) =>
      typeof text === 'string' && !accepted.test(text) ? `${Type}: ${text}` : [],
    );
  });
}

const ENV = { env: { account: '123456789012', region: 'eu-central-1' } };

test.each<[string, string[], StackProps]>([
  ['in the stack itself', [], {}],
  ['thirty levels deep', Array.from({ length: 30 }, (_, depth) => `Level${depth}`), {}],
  ['below long ids', ['x'.repeat(255), 'y'.repeat(255)], {}],
  ['below ids that are not ASCII', ['Läden', '平台', '🛒', `"quoted"`], {}],
  ['in a stack with the longest name', ['Group'], { stackName: 'S'.repeat(128) }],
])('AWS accepts the texts and names of a platform %s', (_, path, props) => {
  expect(rejectedTexts(stackWithPlatform(path, { ...ENV, ...props }))).toEqual([]);
});

test('AWS accepts the texts of a store and a service that are created alone, with a name that is not ASCII', () => {
  const stack = new Stack(new App(), 'Shop', ENV);
  const vpc = existingVpc(stack);
  const serviceName = 'Läden 平台';
  const store = DataStore.documentDb().bind(stack, { serviceName, provider: new AWSProvider(), vpc });
  new Microservice(stack, 'Service', { serviceName, vpc, store });
  expect(rejectedTexts(stack)).toEqual([]);
});
