import { type App, Aws, aws_iam as iam, aws_kms as kms, RemovalPolicy, Stack, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Service } from '../services';
import { Backups } from './backups';
import { Cache } from './cache';
import { Database } from './database';
import { ENV } from './env';
import { Events } from './events';
import type { FunctionCode } from './function-code';
import { allowLogGroups } from './logs';
import { Messaging } from './messaging';
import { Microservice, type SharedParts } from './microservice';
import { Network } from './network';
import { publish } from './published-values';
import { ROLE_PROVIDER_LOGS, Search } from './search';
import { Storage } from './storage';

/** The platform in production, written by hand with the classes of aws-cdk-lib. */
export class PlatformByHand extends Stack {
  public readonly parts: SharedParts;
  private readonly platform: Construct;
  private readonly operationsTopic: sns.Topic;

  constructor(app: App, code: FunctionCode) {
    super(app, 'Shop', { env: ENV, terminationProtection: true });
    const platform = new Construct(this, 'Platform');
    this.platform = platform;
    const key = new kms.Key(platform, 'Key', {
      description: 'Encrypts the data of Shop/Platform',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    allowLogGroups(key, [`${Aws.STACK_NAME}-${ROLE_PROVIDER_LOGS}-*`, `${Aws.STACK_NAME}-Platform*`, '/production/*']);
    this.operationsTopic = new sns.Topic(platform, 'OperationsTopic', {
      displayName: 'Operations of Shop Platform',
      masterKey: key,
      enforceSSL: true,
    });
    publish(platform, '_platform/common', {
      Key: key.keyId,
      'Key.Arn': key.keyArn,
      OperationsTopic: this.operationsTopic.topicArn,
      'OperationsTopic.TopicName': this.operationsTopic.topicName,
    });
    const { vpc } = new Network(platform, 'Network', key);
    this.parts = {
      key,
      vpc,
      cache: new Cache(platform, 'Cache', vpc, key),
      messaging: new Messaging(platform, 'Messaging', vpc, key, code),
      search: new Search(platform, 'Search', vpc, key, code),
      storage: new Storage(platform, 'Storage', key),
      code: code.logins,
    };
  }

  /** Creates the databases, their events and backups, and the services. */
  public addServices(services: Service[]): void {
    const { platform } = this;
    const { key, vpc } = this.parts;
    const monitoring = this.createMonitoringRole();
    const scope = new Construct(platform, 'Database');
    const databases = services.map((service) => ({
      service,
      database: new Database(scope, service.name, service, vpc, monitoring),
    }));
    new Events(platform, 'Events', this.operationsTopic, key);
    const arns = databases
      .filter(({ service }) => !service.pciScope)
      .sort((one, other) => (one.service.name < other.service.name ? -1 : 1))
      .map(({ database }) => database.instance.instanceArn);
    new Backups(platform, 'Backup', 'backup-shop-platform', key, arns);
    const serviceBackups = new Construct(platform, 'ServiceBackups');
    for (const { service, database } of databases.filter(({ service }) => service.pciScope)) {
      const { name } = service;
      new Backups(serviceBackups, name, `${name}-shop-platform`, database.key, [database.instance.instanceArn]);
    }
    for (const { service, database } of databases) {
      new Microservice(platform, service.name, service, database, this.parts);
    }
  }

  private createMonitoringRole(): iam.Role {
    const role = new iam.Role(this.platform, 'MonitoringRole', {
      description: 'Enhanced monitoring of databases',
      assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonRDSEnhancedMonitoringRole')],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return role;
  }
}
