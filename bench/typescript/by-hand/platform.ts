import { type App, Aws, aws_iam as iam, aws_kms as kms, RemovalPolicy, Stack, aws_sns as sns } from 'aws-cdk-lib';
import type { Service } from '../services';
import { Backups } from './backups';
import { Cache } from './cache';
import { Database } from './database';
import { Events } from './events';
import type { FunctionCode } from './function-code';
import { Messaging } from './messaging';
import { Microservice, type SharedParts } from './microservice';
import { Network } from './network';
import { publish } from './published-values';
import { Search } from './search';
import { Storage } from './storage';

export const ENV = { account: '123456789012', region: 'eu-central-1' };

/** The platform in production, written by hand with the classes of aws-cdk-lib. */
export class PlatformByHand extends Stack {
  public readonly parts: SharedParts;
  private readonly operationsTopic: sns.Topic;

  constructor(app: App, code: FunctionCode) {
    super(app, 'Shop', { env: ENV, terminationProtection: true });
    const key = new kms.Key(this, 'Key', {
      description: 'Encrypts the data of Shop/Platform',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.operationsTopic = new sns.Topic(this, 'OperationsTopic', {
      displayName: 'Operations of Shop Platform',
      masterKey: key,
      enforceSSL: true,
    });
    publish(this, '_platform/common', { 'Key.Arn': key.keyArn });
    const { vpc } = new Network(this, 'Network', key);
    this.parts = {
      key,
      vpc,
      cache: new Cache(this, 'Cache', vpc, key, code.rotation),
      messaging: new Messaging(this, 'Messaging', vpc, key, code.rotation),
      search: new Search(this, 'Search', vpc, key, code.serviceLinkedRole),
      storage: new Storage(this, 'Storage', key),
    };
  }

  /** Creates the databases, their events and backups, and the services. */
  public addServices(services: Service[]): void {
    const { key, vpc } = this.parts;
    const monitoring = this.createMonitoringRole();
    const databases = services.map((service) => ({
      service,
      database: new Database(this, `${service.name}Database`, service.name, vpc, monitoring),
    }));
    new Events(this, 'Events', this.operationsTopic, key);
    const backedUp = [...databases].sort((one, other) => (one.service.name < other.service.name ? -1 : 1));
    new Backups(
      this,
      'Backups',
      key,
      backedUp.map(({ database }) => database.instance.instanceArn),
    );
    for (const { service, database } of databases) {
      new Microservice(this, service.name, service, database, this.parts);
    }
  }

  private createMonitoringRole(): iam.Role {
    const role = new iam.Role(this, 'MonitoringRole', {
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
