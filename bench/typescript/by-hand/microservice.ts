import { aws_ec2 as ec2, type aws_kms as kms, Stack, aws_ssm as ssm } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Service } from '../services';
import type { Cache } from './cache';
import type { Database } from './database';
import { DatabaseLogins } from './database-logins';
import { onlyBy } from './key-conditions';
import type { Messaging } from './messaging';
import { PartLogins } from './part-logins';
import { publish } from './published-values';
import type { Search } from './search';
import type { Storage } from './storage';

/** What the services share. */
export interface SharedParts {
  readonly key: kms.Key;
  readonly vpc: ec2.Vpc;
  readonly cache: Cache;
  readonly messaging: Messaging;
  readonly search: Search;
  readonly storage: Storage;
  /** The folder with the code of the functions for logins. */
  readonly code: string;
}

/** The access of a service to its database or to a shared part. */
interface Access {
  readonly capability?: string;
  readonly settings: Record<string, string>;
  readonly secrets: Record<string, SecretReference>;
  readonly rules: Rule[];
  readonly permissions: (Permission | ReadableSecret)[];
  readonly migration?: Pick<Access, 'settings' | 'secrets' | 'permissions'>;
}

interface SecretReference {
  readonly secretArn: string;
  readonly field: string;
  readonly keyArn: string;
  readonly rotationDays: number;
}

interface ReadableSecret {
  readonly secretArn: string;
  readonly keyArn: string;
}

interface Permission {
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Record<string, Record<string, string>>;
}

interface Rule {
  readonly securityGroupId: string;
  readonly port: number;
}

/** The security group of a service, the values that other stacks read, and the record for other apps. */
export class Microservice extends Construct {
  constructor(scope: Construct, id: string, service: Service, database: Database, parts: SharedParts) {
    super(scope, id);
    const { name, uses, pciScope = false } = service;
    const description = `Belongs to the workloads of ${name}`;
    const group = pciScope
      ? this.closedGroup(description, parts.vpc, database)
      : new ec2.SecurityGroup(this, 'SecurityGroup', { vpc: parts.vpc, description });
    database.group.addIngressRule(group, ec2.Port.tcp(database.port), `From the workloads of ${name}`);

    const logins = new DatabaseLogins(database, 'Logins', name, database, parts.vpc, parts.code);
    const partLogins = new PartLogins(this, 'PartLogins', service, database.key, parts);
    const clients: ec2.ISecurityGroup[] = [];
    const accesses = [databaseAccess(name, database, logins)];
    if (partLogins.cache) {
      clients.push(parts.cache.clients);
      accesses.push(cacheAccess(name, parts, partLogins.cache, database.key.keyArn));
    }
    if (partLogins.broker) {
      clients.push(parts.messaging.clients);
      accesses.push(brokerAccess(name, parts, partLogins.broker));
    }
    if (uses.includes('storage') || uses.includes('storage-read')) {
      accesses.push(mediaAccess(parts, uses.includes('storage')));
    }
    if (partLogins.search) {
      clients.push(parts.search.clients);
      accesses.push(searchAccess(parts, partLogins.search));
    }
    this.publishValues(name, group, database, logins, partLogins);
    this.writeRecord(name, parts.vpc, [group, ...clients], accesses, pciScope ? 'closed' : undefined);
  }

  /** A security group with egress only to the database and to AWS. */
  private closedGroup(groupDescription: string, { vpcId }: ec2.IVpc, { group, port }: Database): ec2.ISecurityGroup {
    const closed = new ec2.CfnSecurityGroup(this, 'ClosedGroup', {
      vpcId,
      groupDescription,
      securityGroupEgress: [
        {
          ipProtocol: 'tcp',
          fromPort: port,
          toPort: port,
          destinationSecurityGroupId: group.securityGroupId,
          description: 'To the store',
        },
        { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0', description: 'To the APIs of AWS' },
      ],
    });
    return ec2.SecurityGroup.fromSecurityGroupId(this, 'SecurityGroup', closed.attrGroupId, {
      allowAllOutbound: false,
    });
  }

  private publishValues(
    name: string,
    group: ec2.ISecurityGroup,
    database: Database,
    logins: DatabaseLogins,
    { broker, cache, search }: PartLogins,
  ): void {
    publish(this, `${name}/values`, {
      [`Database/${name}/Instance.Endpoint.Address`]: database.instance.dbInstanceEndpointAddress,
      [`Database/${name}/Instance.Endpoint.Port`]: database.instance.dbInstanceEndpointPort,
      [`Database/${name}/Key`]: database.key.keyId,
      [`Database/${name}/Key.Arn`]: database.key.keyArn,
      [`Database/${name}/Logins/Login/Resource/Default.MigrationSecretArn`]: logins.migrationSecretArn,
      [`Database/${name}/Logins/Login/Resource/Default.SecretArn`]: logins.secretArn,
      [`Database/${name}/SecurityGroup.GroupId`]: database.group.securityGroupId,
      ...(broker && { 'PartLogins/Broker/Login/Resource/Default.SecretArn': broker }),
      ...(cache && { 'PartLogins/Cache/Login/Resource/Default.SecretArn': cache }),
      ...(search && { 'PartLogins/Search/Login/Resource/Default.RoleArn': search }),
      'SecurityGroup.GroupId': group.securityGroupId,
    });
  }

  private writeRecord(
    name: string,
    vpc: ec2.IVpc,
    groups: ec2.ISecurityGroup[],
    accesses: Access[],
    egress?: 'closed',
  ): void {
    const { account, region } = Stack.of(this);
    const securityGroupIds = groups.map(({ securityGroupId }) => securityGroupId);
    const record = { version: 1, account, region, vpcId: vpc.vpcId, securityGroupIds, accesses, egress };
    new ssm.StringParameter(this, 'Connection', {
      parameterName: `/production/${name}/connection`,
      description: 'The connection of workloads to the service',
      stringValue: Stack.of(this).toJsonString(record),
      tier: ssm.ParameterTier.INTELLIGENT_TIERING,
    });
  }
}

function databaseAccess(name: string, { instance, key, group, port }: Database, logins: DatabaseLogins): Access {
  const { secretArn, migrationSecretArn } = logins;
  const { secrets, permissions } = login('DATABASE', secretArn, key.keyArn);
  return {
    settings: {
      DATABASE_HOST: instance.dbInstanceEndpointAddress,
      DATABASE_PORT: instance.dbInstanceEndpointPort,
      DATABASE_NAME: name,
      DATABASE_OPTIONS: 'sslmode=verify-full',
      DATABASE_SECRET_ARN: secretArn,
    },
    secrets,
    rules: [{ securityGroupId: group.securityGroupId, port }],
    permissions,
    migration: {
      settings: { DATABASE_SECRET_ARN: migrationSecretArn },
      ...login('DATABASE', migrationSecretArn, key.keyArn),
    },
  };
}

function cacheAccess(
  name: string,
  { cache: { cache, group, port } }: SharedParts,
  secretArn: string,
  keyArn: string,
): Access {
  const { secrets, permissions } = login('CACHE', secretArn, keyArn);
  return {
    settings: {
      CACHE_ENDPOINT: cache.attrPrimaryEndPointAddress,
      CACHE_READER_ENDPOINT: cache.attrReaderEndPointAddress,
      CACHE_PORT: cache.attrPrimaryEndPointPort,
      CACHE_KEY_PREFIX: `${name}:`,
      CACHE_SECRET_ARN: secretArn,
    },
    secrets,
    rules: [{ securityGroupId: group.securityGroupId, port }],
    permissions,
    capability: 'cache',
  };
}

function brokerAccess(
  name: string,
  { messaging: { endpoint, group, port }, key }: SharedParts,
  secretArn: string,
): Access {
  const { secrets, permissions } = login('BROKER', secretArn, key.keyArn);
  return {
    settings: {
      BROKER_ENDPOINT: endpoint,
      BROKER_SECRET_ARN: secretArn,
      BROKER_PREFIX: `${name}.`,
      BROKER_EXCHANGE: `${name}.events`,
    },
    secrets,
    rules: [{ securityGroupId: group.securityGroupId, port }],
    permissions,
    capability: 'messaging',
  };
}

function searchAccess({ search: { domain, group, port } }: SharedParts, roleArn: string): Access {
  return {
    settings: { SEARCH_ENDPOINT: domain.domainEndpoint, SEARCH_ROLE_ARN: roleArn },
    secrets: {},
    rules: [{ securityGroupId: group.securityGroupId, port }],
    permissions: [{ actions: ['sts:AssumeRole'], resources: [roleArn] }],
    capability: 'search',
  };
}

function mediaAccess({ storage: { media }, key }: SharedParts, write: boolean): Access {
  const use = write ? ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'] : ['s3:GetObject'];
  return {
    settings: { BUCKET_NAME: media.bucketName },
    secrets: {},
    rules: [],
    permissions: [
      { actions: ['s3:ListBucket'], resources: [media.bucketArn] },
      { actions: use, resources: [media.arnForObjects('*')] },
      {
        actions: write ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
        resources: [key.keyArn],
        conditions: onlyBy('s3'),
      },
    ],
    capability: write ? 'storage' : 'storage-read',
  };
}

function login(prefix: string, secretArn: string, keyArn: string): Pick<Access, 'secrets' | 'permissions'> {
  return {
    secrets: {
      [`${prefix}_USERNAME`]: { secretArn, field: 'username', keyArn, rotationDays: 30 },
      [`${prefix}_PASSWORD`]: { secretArn, field: 'password', keyArn, rotationDays: 30 },
    },
    permissions: [{ secretArn, keyArn }],
  };
}
