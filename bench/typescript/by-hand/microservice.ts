import { aws_ec2 as ec2, type aws_kms as kms, Stack, aws_ssm as ssm } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Service } from '../services';
import type { Cache } from './cache';
import type { Database } from './database';
import { onlyBy, onlyForSecret } from './key-conditions';
import type { Messaging } from './messaging';
import { publish } from './published-values';
import { HTTP_ACTIONS, type Search } from './search';
import type { Storage } from './storage';

/** What the services share. */
export interface SharedParts {
  readonly key: kms.Key;
  readonly vpc: ec2.Vpc;
  readonly cache: Cache;
  readonly messaging: Messaging;
  readonly search: Search;
  readonly storage: Storage;
}

/** The access of a service to its database or to a shared part. */
interface Access {
  readonly capability?: string;
  readonly settings: Record<string, string>;
  readonly secrets: Record<string, { readonly secretArn: string; readonly field: string; readonly keyArn: string }>;
  readonly rules: Rule[];
  readonly permissions: Permission[];
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

    const clients: ec2.ISecurityGroup[] = [];
    const accesses = [databaseAccess(name, database)];
    if (uses.includes('cache')) {
      clients.push(parts.cache.clients);
      accesses.push(cacheAccess(parts));
    }
    if (uses.includes('messaging')) {
      clients.push(parts.messaging.clients);
      accesses.push(brokerAccess(parts));
    }
    if (uses.includes('storage') || uses.includes('storage-read')) {
      accesses.push(mediaAccess(parts, uses.includes('storage')));
    }
    if (uses.includes('search')) {
      clients.push(parts.search.clients);
      accesses.push(searchAccess(name, parts));
    }
    this.publishValues(name, group, database);
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

  private publishValues(name: string, group: ec2.ISecurityGroup, database: Database): void {
    publish(this, `${name}/values`, {
      [`Database/${name}/Instance.Endpoint.Address`]: database.instance.dbInstanceEndpointAddress,
      [`Database/${name}/Instance.Endpoint.Port`]: database.instance.dbInstanceEndpointPort,
      [`Database/${name}/Instance.MasterUserSecret.SecretArn`]: database.secretArn,
      [`Database/${name}/Key`]: database.key.keyId,
      [`Database/${name}/Key.Arn`]: database.key.keyArn,
      [`Database/${name}/SecurityGroup.GroupId`]: database.group.securityGroupId,
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

function databaseAccess(name: string, { instance, secretArn, key, group, port }: Database): Access {
  return {
    settings: {
      DATABASE_HOST: instance.dbInstanceEndpointAddress,
      DATABASE_PORT: instance.dbInstanceEndpointPort,
      DATABASE_NAME: name,
    },
    ...login('DATABASE', secretArn, key.keyArn, { securityGroupId: group.securityGroupId, port }),
  };
}

function cacheAccess({ cache: { cache, secret, group, port }, key }: SharedParts): Access {
  return {
    capability: 'cache',
    settings: {
      CACHE_ENDPOINT: cache.attrPrimaryEndPointAddress,
      CACHE_READER_ENDPOINT: cache.attrReaderEndPointAddress,
      CACHE_PORT: cache.attrPrimaryEndPointPort,
    },
    ...login('CACHE', secret.secretArn, key.keyArn, { securityGroupId: group.securityGroupId, port }),
  };
}

function brokerAccess({ messaging: { endpoint, secret, group, port }, key }: SharedParts): Access {
  return {
    capability: 'messaging',
    settings: { BROKER_ENDPOINT: endpoint },
    ...login('BROKER', secret.secretArn, key.keyArn, { securityGroupId: group.securityGroupId, port }),
  };
}

function mediaAccess({ storage: { media }, key }: SharedParts, write: boolean): Access {
  const use = write ? ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'] : ['s3:GetObject'];
  return {
    capability: write ? 'storage' : 'storage-read',
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
  };
}

function searchAccess(name: string, { search: { domain, group, port } }: SharedParts): Access {
  const index = `${domain.domainArn}/${name}`;
  return {
    capability: 'search',
    settings: { SEARCH_ENDPOINT: domain.domainEndpoint },
    secrets: {},
    rules: [{ securityGroupId: group.securityGroupId, port }],
    permissions: [{ actions: HTTP_ACTIONS, resources: [index, `${index}/*`] }],
  };
}

function login(prefix: string, secretArn: string, keyArn: string, rule: Rule): Omit<Access, 'settings'> {
  return {
    secrets: {
      [`${prefix}_USERNAME`]: { secretArn, field: 'username', keyArn },
      [`${prefix}_PASSWORD`]: { secretArn, field: 'password', keyArn },
    },
    rules: [rule],
    permissions: [
      { actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], resources: [secretArn] },
      { actions: ['kms:Decrypt'], resources: [keyArn], conditions: onlyForSecret(secretArn) },
    ],
  };
}
