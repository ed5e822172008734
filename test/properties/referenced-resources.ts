import {
  aws_backup as backup,
  aws_docdb as docdb,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
  aws_opensearchservice as opensearch,
  aws_rds as rds,
  type Stack,
  aws_s3 as s3,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { AmazonMQConstruct, CacheConstruct, type ExistingParts, SearchConstruct } from '../../src';

/** Whether a key is created in the stack or imported. */
export type KeyOrigin = 'created' | 'imported';

/** The resources that the props of a generated case refer to. Each is created in the stack when it is first used. */
export class ReferencedResources {
  public readonly vpc = once(() =>
    ec2.Vpc.fromVpcAttributes(this.stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['a', 'b', 'c'].map((zone) => `eu-central-1${zone}`),
      publicSubnetIds: idsOfZones('subnet', 1),
      publicSubnetRouteTableIds: idsOfZones('rtb', 1),
      privateSubnetIds: idsOfZones('subnet', 2),
      privateSubnetRouteTableIds: idsOfZones('rtb', 2),
      isolatedSubnetIds: idsOfZones('subnet', 3),
      isolatedSubnetRouteTableIds: idsOfZones('rtb', 3),
    }),
  );

  public readonly boundary = once(() => iam.ManagedPolicy.fromManagedPolicyName(this.stack, 'Boundary', 'boundary'));

  public readonly secret = once(() =>
    secretsmanager.Secret.fromSecretCompleteArn(this.stack, 'Login', `${ARN('secretsmanager')}:secret:login-AbCdEf`),
  );

  public readonly instance = once(() =>
    rds.DatabaseInstance.fromDatabaseInstanceAttributes(this.stack, 'Instance', {
      instanceIdentifier: 'legacy',
      instanceEndpointAddress: 'legacy.eu-central-1.rds.amazonaws.com',
      port: 5432,
      securityGroups: [this.securityGroup()],
    }),
  );

  private readonly clusters = { known: once(() => this.auroraAt(ENDPOINT)), unknown: once(() => this.auroraAt({})) };

  private readonly documentClusters = {
    known: once(() => this.documentsAt(ENDPOINT)),
    unknown: once(() => this.documentsAt({})),
  };

  public readonly table = once(() => dynamodb.Table.fromTableName(this.stack, 'Table', 'legacy'));

  public readonly bucket = once(() => s3.Bucket.fromBucketName(this.stack, 'Bucket', 'legacy'));

  public readonly vault = once(() =>
    backup.BackupVault.fromBackupVaultArn(
      this.stack,
      'Vault',
      'arn:aws:backup:eu-west-1:123456789012:backup-vault:elsewhere',
    ),
  );

  public readonly domain = once(() =>
    opensearch.Domain.fromDomainEndpoint(this.stack, 'Domain', 'https://vpc-legacy.eu-central-1.es.amazonaws.com'),
  );

  private readonly createdKey = once(() => new kms.Key(this.stack, 'Key', { enableKeyRotation: true }));

  private readonly importedKey = once(() =>
    kms.Key.fromKeyArn(this.stack, 'ImportedKey', `${ARN('kms')}:key/1234abcd-12ab-34cd-56ef-1234567890ab`),
  );

  private readonly securityGroup = once(() =>
    ec2.SecurityGroup.fromSecurityGroupId(this.stack, 'Group', 'sg-0123456789abcdef0'),
  );

  /**
   * A generated stack uses two other stacks: it depends on the stack of the resources that it refers to, and the stack
   * whose security groups allow ingress from it depends on the generated stack.
   * @param stack the stack to import resources into
   * @param referred the stack for the shared parts that exist
   * @default - `referred` is `stack`
   */
  constructor(
    private readonly stack: Stack,
    private readonly referred?: Stack,
  ) {}

  /**
   * Creates or imports a key. A key for a generated stack is always imported: the policy of a new key would refer to the
   * roles of that stack's proxies, which is a circular dependency.
   */
  public key(origin: KeyOrigin): kms.IKey {
    return origin === 'created' && !this.referred ? this.createdKey() : this.importedKey();
  }

  /** Imports an Aurora cluster with or without its endpoint. */
  public aurora(withEndpoint: boolean): rds.IDatabaseCluster {
    return withEndpoint ? this.clusters.known() : this.clusters.unknown();
  }

  /** Imports a DocumentDB cluster with or without its endpoint. */
  public documents(withEndpoint: boolean): docdb.IDatabaseCluster {
    return withEndpoint ? this.documentClusters.known() : this.documentClusters.unknown();
  }

  private auroraAt(endpoint: Partial<typeof ENDPOINT>): rds.IDatabaseCluster {
    return rds.DatabaseCluster.fromDatabaseClusterAttributes(this.stack, `Aurora${endpoint.port ?? ''}`, {
      ...endpoint,
      clusterIdentifier: 'legacy',
      securityGroups: [this.securityGroup()],
    });
  }

  private documentsAt(endpoint: Partial<typeof ENDPOINT>): docdb.IDatabaseCluster {
    return docdb.DatabaseCluster.fromDatabaseClusterAttributes(this.stack, `Documents${endpoint.port ?? ''}`, {
      ...endpoint,
      clusterIdentifier: 'legacy',
      securityGroup: this.securityGroup(),
    });
  }

  /** Imports the shared parts with these names. */
  public parts(names: ReadonlyArray<keyof ExistingParts>): ExistingParts {
    const scope = this.referred ?? this.stack;
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(scope, 'Parts', 'sg-0123456789abcdef1');
    const attributes = { vpc: this.vpc(), secret: this.secret(), securityGroup };
    const cache = { ...attributes, endpointAddress: 'cache.legacy' };
    const messaging = { ...attributes, endpoint: 'amqps://legacy:5671' };
    const search = { ...attributes, domain: this.domain() };
    return {
      ...(names.includes('cache') && { cache: CacheConstruct.fromCacheAttributes(scope, 'Cache', cache) }),
      ...(names.includes('messaging') && {
        messaging: AmazonMQConstruct.fromBrokerAttributes(scope, 'Broker', messaging),
      }),
      ...(names.includes('search') && { search: SearchConstruct.fromSearchAttributes(scope, 'Search', search) }),
    };
  }
}

const ENDPOINT = { clusterEndpointAddress: 'legacy.cluster.eu-central-1.amazonaws.com', port: 5432 };

const ARN = (service: string) => `arn:aws:${service}:eu-central-1:123456789012`;

/** Returns ids in the format of EC2, one for each Availability Zone. */
function idsOfZones(prefix: string, kind: number): string[] {
  return [1, 2, 3].map((zone) => `${prefix}-0123456789abcde${kind}${zone}`);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
