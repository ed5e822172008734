import {
  aws_backup as backup,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_kms as kms,
  Stack,
} from 'aws-cdk-lib';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import {
  AWSProvider,
  DataStore,
  EcommerceInfrastructure,
  type IMicroservice,
  NatGateways,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { functionOf, podRole, taskOf } from '../support/workloads';

/** The catalogues of both phases, and one with every other kind of store and with the proxies of databases. */
const CATALOGUES = [
  ServiceCatalogue.PHASE_ONE,
  ServiceCatalogue.PHASE_TWO,
  ServiceCatalogue.PHASE_ONE.withStore('orderservice', DataStore.auroraPostgres({ proxy: true }))
    .withStore('userservice', DataStore.postgresInstance({ proxy: true }))
    .withStore('productservice', DataStore.documentDb())
    .withStore(
      'paymentservice',
      DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }),
    ),
];

const ACCOUNT = '123456789012';

/**
 * A region of a partition, another one for copies of backups, the end of the partition's host names, and the start of the
 * names of those endpoint services that do not start with `com.amazonaws` in every region.
 */
interface Place {
  readonly partition: string;
  readonly region: string;
  readonly otherRegion: string;
  readonly suffix: string;
  readonly endpointPrefix: string;
}

const PLACES: Place[] = [
  {
    partition: 'aws-cn',
    region: 'cn-north-1',
    otherRegion: 'cn-northwest-1',
    suffix: 'amazonaws.com.cn',
    endpointPrefix: 'cn.com.amazonaws',
  },
  {
    partition: 'aws-us-gov',
    region: 'us-gov-west-1',
    otherRegion: 'us-gov-east-1',
    suffix: 'amazonaws.com',
    endpointPrefix: 'com.amazonaws',
  },
];

/** The endpoints with which the functions that rotate passwords need no NAT gateway. */
const { SECRETS_MANAGER, ELASTICACHE, RDS, STS } = ec2.InterfaceVpcEndpointAwsService;

/** Synthesizes a production platform that copies its backups, with a workload of each kind for each service. */
function templatesOf(catalogue: ServiceCatalogue, { partition, region, otherRegion }: Place): unknown[] {
  const env = { account: ACCOUNT, region };
  const app = newApp(recommended);
  const others = new Stack(app, 'Others', { env });
  const vaultArn = `arn:${partition}:backup:${otherRegion}:${ACCOUNT}:backup-vault:copies`;
  const { platform } = new EcommerceInfrastructure(app, 'Ecommerce', {
    env,
    provider: new AWSProvider(),
    catalogue,
    network: { natGateways: NatGateways.NONE, interfaceEndpoints: [SECRETS_MANAGER, ELASTICACHE, RDS, STS] },
    messaging: {
      dataEncryptionKey: kms.Key.fromKeyArn(others, 'Own', `arn:${partition}:kms:${region}:${ACCOUNT}:key/1`),
    },
    backup: { copyTo: backup.BackupVault.fromBackupVaultArn(others, 'Copies', vaultArn) },
  });
  for (const { name } of catalogue.services) {
    connectEachKind(platform.service(name), new Stack(app, `Workloads-${name}`, { env }), platform.vpc);
  }
  return app.synth().stacks.map(({ template }) => template);
}

function connectEachKind(service: IMicroservice, stack: Stack, vpc: ec2.IVpc): void {
  const { securityGroups } = service;
  const ecsService = new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition: taskOf(stack),
    securityGroups,
    minHealthyPercent: 50,
    circuitBreaker: { rollback: true },
  });
  service.connect(Workload.ecsService(ecsService));
  service.connect(Workload.ecsTask(taskOf(stack, 'Nightly'), securityGroups));
  service.connect(Workload.lambdaFunction(functionOf(stack, vpc, securityGroups)));
  service.connect(Workload.identity(stack, 'Identity', podRole(stack), securityGroups));
}

/** Returns all texts of a template, with the values that the pseudo parameters have in the region. */
function textsOf(value: unknown, place: Place): string[] {
  const text = textOf(value, place);
  if (text !== undefined || typeof value !== 'object' || value === null) {
    return [text ?? ''];
  }
  return Object.entries(value).flatMap(([key, child]) => [key, ...textsOf(child, place)]);
}

function textOf(value: unknown, place: Place): string | undefined {
  if (typeof value === 'string') {
    return value.replace(/\$\{(AWS::\w+)\}/g, (_, name) => parameter(name, place)); // in `Fn::Sub`
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if ('Ref' in value) {
    return parameter(String(value.Ref), place);
  }
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts]: [string, unknown] = [value['Fn::Join'][0], value['Fn::Join'][1]];
    return Array.isArray(parts) ? parts.map((part) => textOf(part, place) ?? '').join(separator) : undefined;
  }
  return undefined;
}

/** The value of a pseudo parameter; the name of another one or of a resource. */
function parameter(name: string, { partition, region, suffix }: Place): string {
  const values = new Map([
    ['AWS::AccountId', ACCOUNT],
    ['AWS::Partition', partition],
    ['AWS::Region', region],
    ['AWS::URLSuffix', suffix],
  ]);
  return values.get(name) ?? name;
}

describe.each(PLACES)('a platform in $region', (place) => {
  const { partition, region, suffix, endpointPrefix } = place;
  const texts = CATALOGUES.flatMap((catalogue) => templatesOf(catalogue, place)).flatMap((template) =>
    textsOf(template, place),
  );
  const found = (pattern: RegExp) => [...new Set(texts.flatMap((text) => text.match(pattern) ?? []))];
  const names = found(/[\w.-]+\.amazonaws\.com[\w.]*/g);

  test(`has only ARNs of the partition ${partition}`, () => {
    expect(found(/\barn:[^:]*:/g)).toEqual([`arn:${partition}:`]);
  });

  test(`has only names of the region that end with ${suffix}`, () => {
    // The names in the condition kms:ViaService, whose ending in China is not documented: there, both are allowed.
    const endings = partition === 'aws-cn' ? ['', '.cn'] : [''];
    const viaServices = ['secretsmanager', 's3', 'dynamodb', 'sqs', 'lambda'].flatMap((service) =>
      endings.map((ending) => `${service}.${region}.amazonaws.com${ending}`),
    );
    expect(names.filter((name) => name.includes(region) && !viaServices.includes(name))).toEqual([
      `logs.${region}.${suffix}`,
    ]);
    expect(names).toEqual(expect.arrayContaining(viaServices));
  });

  test('has the service principals that are equal in all partitions', () => {
    const principals = names.filter((name) => !name.includes(region));
    expect(principals).toEqual(expect.arrayContaining(['backup.amazonaws.com', 'lambda.amazonaws.com']));
    for (const principal of principals) {
      expect(principal).toMatch(/^[a-z0-9-]+(\.[a-z0-9]+)?\.amazonaws\.com$/);
    }
  });

  test('has endpoints of services in the region', () => {
    expect(found(/\b(cn\.)?com\.amazonaws\.[\w-]+\.[\w-]+/g).sort()).toEqual(
      [
        ...['dynamodb', 's3', 'secretsmanager'].map((service) => `com.amazonaws.${region}.${service}`),
        ...['elasticache', 'rds', 'sts'].map((service) => `${endpointPrefix}.${region}.${service}`),
      ].sort(),
    );
  });
});
