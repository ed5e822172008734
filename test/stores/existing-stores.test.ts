import {
  aws_docdb as docdb,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_opensearchservice as opensearch,
  aws_rds as rds,
  type Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { DataStore } from '../../src';
import { admitted, bindStore } from '../support/bind-store';

const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:reviews-AbCdEf';

function secret(stack: Stack): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretCompleteArn(stack, 'Login', SECRET_ARN);
}

function group(stack: Stack, id = 'sg-existing'): ec2.ISecurityGroup {
  return ec2.SecurityGroup.fromSecurityGroupId(stack, id, id);
}

function postgres(stack: Stack, securityGroups = [group(stack)]) {
  const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Existing', {
    instanceIdentifier: 'existing',
    instanceEndpointAddress: 'existing.example.org',
    port: 6000,
    securityGroups,
  });
  return DataStore.existingPostgres({ instance, databaseName: 'legacy', secret: secret(stack) });
}

function aurora(stack: Stack, securityGroups = [group(stack)]) {
  const cluster = rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Existing', {
    clusterIdentifier: 'existing',
    clusterEndpointAddress: 'existing.example.org',
    port: 6000,
    securityGroups,
  });
  return DataStore.existingAurora({ cluster, databaseName: 'legacy', secret: secret(stack) });
}

function documentDb(stack: Stack, securityGroups = [group(stack)]) {
  const cluster = docdb.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Existing', {
    clusterIdentifier: 'existing',
    clusterEndpointAddress: 'existing.example.org',
    port: 6000,
    securityGroup: securityGroups[0],
  });
  return DataStore.existingDocumentDb({ cluster, databaseName: 'legacy', secret: secret(stack) });
}

describe.each([
  ['PostgreSQL instance', postgres, 'instance'],
  ['Aurora cluster', aurora, 'cluster'],
  ['DocumentDB cluster', documentDb, 'cluster'],
])('an existing %s', (_, existing, prop) => {
  test('is described by its settings and secrets, and creates no resources', () => {
    const { store, template } = bindStore((stack) => existing(stack));
    expect(store.settings).toEqual({
      DATABASE_HOST: 'existing.example.org',
      DATABASE_PORT: '6000',
      DATABASE_NAME: 'legacy',
      DATABASE_SECRET_ARN: SECRET_ARN,
    });
    const secrets = Object.entries(store.secrets).map(([name, setting]) => [
      name,
      setting.field,
      setting.secret.secretArn,
    ]);
    expect(secrets).toEqual([
      ['DATABASE_USERNAME', 'username', SECRET_ARN],
      ['DATABASE_PASSWORD', 'password', SECRET_ARN],
    ]);
    expect(store.resourceArn).toBeUndefined();
    expect(template().toJSON()).not.toHaveProperty('Resources');
  });

  test('allows ingress from a client on its port', () => {
    const { stack, store, template } = bindStore((scope) => existing(scope));
    store.connections.allowDefaultPortFrom(group(stack, 'sg-client'));
    expect(admitted(template())).toEqual([
      expect.objectContaining({
        GroupId: 'sg-existing',
        SourceSecurityGroupId: 'sg-client',
        FromPort: 6000,
        ToPort: 6000,
      }),
    ]);
  });

  test('grants reading the login', () => {
    expect(bindStore((stack) => existing(stack)).granted()).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: SECRET_ARN,
      },
    ]);
  });

  test('is rejected when it was imported without security groups', () => {
    expect(() => bindStore((stack) => existing(stack, []))).toThrow(
      `${prop} must be imported with its security groups, which must allow ingress from the service, got none.`,
    );
  });
});

test.each([
  [
    'Aurora',
    (stack: Stack) =>
      DataStore.existingAurora({
        cluster: rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Existing', {
          clusterIdentifier: 'existing',
          securityGroups: [group(stack)],
        }),
        databaseName: 'legacy',
        secret: secret(stack),
      }),
  ],
  [
    'DocumentDB',
    (stack: Stack) =>
      DataStore.existingDocumentDb({
        cluster: docdb.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Existing', {
          clusterIdentifier: 'existing',
          clusterEndpointAddress: 'existing.example.org',
          securityGroup: group(stack),
        }),
        databaseName: 'legacy',
        secret: secret(stack),
      }),
  ],
])('an existing %s cluster is rejected when it was imported without its endpoint or its port', (_, existing) => {
  expect(() => bindStore(existing)).toThrow('cluster must be imported with its endpoint and its port, got none.');
});

describe('an existing table', () => {
  test('has its name as a setting', () => {
    const { store } = bindStore((stack) =>
      DataStore.existingTable({ table: dynamodb.Table.fromTableName(stack, 'Existing', 'legacy') }),
    );
    expect(store.settings).toEqual({ TABLE_NAME: 'legacy' });
  });
});

describe('an existing search index', () => {
  function index(indexName: string, withGroup = true) {
    return bindStore((stack) =>
      DataStore.existingSearchIndex({
        domain: opensearch.Domain.fromDomainAttributes(stack, 'Existing', {
          domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/legacy',
          domainEndpoint: 'search-legacy-y.eu-central-1.es.amazonaws.com',
        }),
        securityGroups: withGroup ? [group(stack)] : undefined,
        indexName,
      }),
    );
  }

  test('allows ingress from a client on 443 when security groups are set', () => {
    const { stack, store, template } = index('products');
    store.connections.allowDefaultPortFrom(group(stack, 'sg-client'));
    expect(admitted(template())).toEqual([
      expect.objectContaining({ GroupId: 'sg-existing', FromPort: 443, ToPort: 443 }),
    ]);
  });

  test('has empty connections without security groups', () => {
    const { store } = index('products', false);
    expect(store.connections.securityGroups).toEqual([]);
    expect(store.connections.defaultPort).toBeUndefined();
  });

  test('has settings for the endpoint and the index', () => {
    expect(index('products').store.settings).toEqual({
      SEARCH_ENDPOINT: 'search-legacy-y.eu-central-1.es.amazonaws.com',
      SEARCH_INDEX: 'products',
    });
  });

  test('has no secrets, and grants access to the index and its paths', () => {
    const { store, granted } = index('products');
    expect(store.secrets).toEqual({});
    const arn = 'arn:aws:es:eu-central-1:123456789012:domain/legacy/products';
    expect(granted()).toEqual([
      {
        Effect: 'Allow',
        Action: ['Delete', 'Get', 'Head', 'Patch', 'Post', 'Put'].map((method) => `es:ESHttp${method}`),
        Resource: [arn, `${arn}/*`],
      },
    ]);
  });

  test('rejects an index name that OpenSearch rejects', () => {
    expect(() => index('_products')).toThrow("got '_products'");
  });
});
