import { Capability } from '../access/capability';
import { brokerOfSecret } from '../messaging/broker-logins';
import { isLoginResource } from '../rotation/login-resources';
import { nounOf } from './iam/actions';
import { type Owner, type Ownership, storeOf } from './ownership';
import type { Service, Services } from './services';
import { ACCOUNT, REGION } from './templates/placeholders';
import { secretsIn } from './templates/secret-references';
import type { Resource, Templates } from './templates/templates';
import type { Values } from './templates/values';

/** A resource that only some principals may reach. */
export interface Asset {
  readonly arn: string;
  /** The AWS service in its ARN. */
  readonly service: string;
  readonly noun: string;
  readonly path: string;
  /** ARNs of it and of what it contains, which the resources of a statement are compared with. */
  readonly probes: string[];
  readonly owner?: Owner;
  readonly resource?: Resource;
  /** Whether it is the login of the master of a database, which workloads of its own service do not have either. */
  readonly isMaster?: boolean;
  /** Whether the library keeps logins with it, so that workloads of its own service only do what they were given. */
  readonly isLoginResource?: boolean;
  /** The part whose function creates and rotates the login in it, if it is the secret of a login. */
  readonly rotatedBy?: Owner;
}

/** The resources of an app that hold data or give access to it, and those outside of it that services were given. */
export class Assets {
  public readonly all: Asset[] = [];
  private readonly byService = new Map<string, Asset[]>();
  private readonly byArn = new Map<string, Asset>();
  private readonly masters: ReadonlySet<string>;

  constructor(templates: Templates, values: Values, ownership: Ownership, services: Services) {
    this.masters = mastersOf(templates, values);
    for (const resource of templates.resources) {
      if (TYPES.has(resource.type)) {
        const broker = brokerOfSecret(resource.construct);
        this.addResource(resource, values, ownership.of(resource.construct), broker && ownership.of(broker));
      }
    }
    for (const point of templates.ofType('AWS::S3::AccessPoint')) {
      const bucket = this.find(`arn:aws:s3:::${values.text(point.properties.Bucket, point.template)}`);
      this.addResource(point, values, bucket?.owner);
    }
    for (const service of services.all) {
      this.addGiven(service);
    }
    for (const [service, name] of Object.entries(ELSEWHERE)) {
      const arn = `arn:aws:${service}:${service === 's3' ? ':' : `${REGION}:${ACCOUNT}:`}${name}`;
      this.add({ ...describe(arn), path: `any ${nounOf(service)} of the account`, owner: OTHERS });
    }
  }

  /** The assets with ARNs of an AWS service. */
  public of(service: string): Asset[] {
    return this.byService.get(service) ?? [];
  }

  /** Returns the asset with an ARN, or the one that contains it. */
  public find(arn: string): Asset | undefined {
    return this.byArn.get(arn);
  }

  public get services(): string[] {
    return [...this.byService.keys()];
  }

  private addResource(resource: Resource, values: Values, owner: Owner | undefined, rotatedBy?: Owner): void {
    const arn = resource.type === 'AWS::EC2::SecurityGroup' ? securityGroupArn(resource, values) : values.arn(resource);
    const isMaster = this.masters.has(arn) && owner?.isProtected === true;
    this.add({
      ...describe(arn),
      path: resource.path,
      owner,
      resource,
      rotatedBy,
      isMaster,
      isLoginResource: isLoginResource(resource.construct),
    });
    const id = resource.type === 'AWS::RDS::DBProxy' ? values.attribute(resource, 'DBProxyArn') : undefined;
    if (/^AWS::RDS::DB(Instance|Cluster|Proxy)$/.test(resource.type)) {
      const { region, account, partition } = resource.template;
      const login = `arn:${partition}:rds-db:${region}:${account}:dbuser:${id?.split(':').at(-1) ?? resourceIdOf(resource, values)}/user`;
      this.add({ ...describe(login), path: resource.path, owner, resource });
    }
    if (resource.properties.ManageMasterUserPassword === true) {
      const secret = values.attribute(resource, 'MasterUserSecret.SecretArn');
      this.add({ ...describe(secret), path: resource.path, owner, resource, isMaster: true });
    }
  }

  /** Adds what a service was given and no template contains: existing stores, generated secrets, and search indexes. */
  private addGiven(service: Service): void {
    for (const { resources, capability, isStore } of service.given) {
      for (const given of resources) {
        const arn = given.replace(/\/?\*$/, '').replace(/\/index$/, '');
        if (arn.startsWith('arn:') && nounOf(arn.split(':')[2]) !== undefined && !this.byArn.has(arn)) {
          const isIndex = /^arn:aws[^:]*:es:.*:domain\/[^/]+\/./.test(arn);
          const owner = isStore || isIndex ? storeOf(service) : { label: labelOf(capability), isProtected: true };
          this.add({ ...describe(arn), ...(isIndex && { noun: 'index' }), path: service.path, owner });
        }
      }
    }
  }

  private add(asset: Asset): void {
    this.all.push(asset);
    this.byService.set(asset.service, [...(this.byService.get(asset.service) ?? []), asset]);
    this.byArn.set(asset.arn, asset);
  }
}

/** The ARNs of the secrets from which CloudFormation takes the passwords of the masters of DocumentDB clusters. */
function mastersOf(templates: Templates, values: Values): ReadonlySet<string> {
  const clusters = templates.ofType('AWS::DocDB::DBCluster');
  const passwords = clusters.flatMap(({ properties, template }) =>
    values.texts(properties.MasterUserPassword, template),
  );
  return new Set(passwords.flatMap(secretsIn));
}

function describe(arn: string): { arn: string; service: string; noun: string; probes: string[] } {
  const service = arn.split(':')[2];
  return { arn, service, noun: nounOf(service) ?? service, probes: probesOf(service, arn) };
}

/** The ARNs of a resource, and of what it contains. */
function probesOf(service: string, arn: string): string[] {
  switch (service) {
    case 's3':
      return [arn, `${arn}/*`];
    case 'dynamodb':
      return [arn, `${arn}/index/*`, `${arn}/stream/*`];
    case 'rds-db':
      return [arn, arn.replace(/[^/]+$/, '*')]; // all users of the database
    case 'es':
      return /domain\/[^/]+\/./.test(arn) ? [arn, `${arn}/*`] : [arn, `${arn}/_all`, `${arn}/_cluster/settings`];
    case 'lambda':
      return [arn, `${arn}:*`];
    case 'logs':
      return [arn.replace(/:\*$/, ''), arn];
    case 'ecs':
      return [arn, `${arn.split(':').slice(0, 5).join(':')}:task/*`];
    default:
      return [arn];
  }
}

/** The id of a database that AWS generates, as in the ARNs of its logins. */
export function resourceIdOf(resource: Resource, values: Values): string {
  const attribute = resource.type.endsWith('Cluster') ? 'DBClusterResourceId' : 'DbiResourceId';
  return values.attribute(resource, attribute);
}

function securityGroupArn(resource: Resource, values: Values): string {
  const { region, account, partition } = resource.template;
  return `arn:${partition}:ec2:${region}:${account}:security-group/${values.ref(resource)}`;
}

/** The shared part behind a capability. */
export function labelOf(capability: Capability | undefined): string {
  return capability === undefined ? 'shared' : capability.replace(Capability.STORAGE_READ, Capability.STORAGE);
}

/** The owner of resources that are not in the app: those of other apps in the account. */
export const OTHERS: Owner = { label: 'other apps', isProtected: true };

/** One resource of other apps for each AWS service; only a wildcard is for it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  backup: 'backup-vault:of-another-app',
  dynamodb: 'table/of-another-app',
  es: 'domain/of-another-app',
  kms: 'key/of-another-app',
  lambda: 'function:of-another-app',
  rds: 'db:of-another-app',
  'rds-db': 'dbuser:of-another-app/user',
  s3: 'of-another-app',
  secretsmanager: 'secret:of-another-app',
  sns: 'of-another-app',
  sqs: 'of-another-app',
  ssm: 'parameter/of-another-app',
};

/** The types of resources that hold data, or give access to it. */
const TYPES = new Set([
  'AWS::AmazonMQ::Broker',
  'AWS::Backup::BackupVault',
  'AWS::DocDB::DBCluster',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EC2::SecurityGroup',
  'AWS::ECR::Repository',
  'AWS::ECS::Service',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::ElastiCache::User',
  'AWS::ElastiCache::UserGroup',
  'AWS::IAM::Group',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::KMS::Key',
  'AWS::KMS::ReplicaKey',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBProxy',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
  'AWS::SecretsManager::Secret',
]);
