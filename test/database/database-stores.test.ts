import {
  Duration,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_opensearchservice as opensearch,
  aws_rds as rds,
  Stack,
} from 'aws-cdk-lib';
import { DataStore, ServiceCatalogue } from '../../src';
import { cfnResource } from '../../src/private/cfn-resource';
import { catalogueOf, databases } from './databases';

describe('the stores of a database construct', () => {
  test('have the kinds in the catalogue', () => {
    const { construct, template, stack } = databases({
      catalogue: ServiceCatalogue.PHASE_TWO,
      search: {
        domain: opensearch.Domain.fromDomainAttributes(new Stack(), 'Domain', {
          domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/shared',
          domainEndpoint: 'shared.example.org',
        }),
      },
    });
    template().resourceCountIs('AWS::RDS::DBInstance', 3);
    template().resourceCountIs('AWS::DocDB::DBCluster', 2);
    template().resourceCountIs('AWS::DynamoDB::Table', 1);
    expect(construct.store('searchservice').settings.SEARCH_INDEX).toBe('searchservice');
    expect(stack.resolve(construct.store('productservice').settings.DATABASE_NAME)).toBe('productservice');
  });

  test('reject an index without a search domain, and the error contains the path', () => {
    expect(() => databases({ catalogue: ServiceCatalogue.PHASE_TWO })).toThrow(
      /search must be a search domain, because the store of searchservice is an index.*Test\/Database\/searchservice/,
    );
  });

  test('reject an index on the shared domain for a service in PCI scope, and the error contains the path', () => {
    const catalogue = (pciScope: boolean) =>
      ServiceCatalogue.of([{ name: 'payments', store: DataStore.searchIndex(), pciScope }]);
    const domain = opensearch.Domain.fromDomainAttributes(new Stack(), 'Domain', {
      domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/shared',
      domainEndpoint: 'shared.example.org',
    });
    expect(() => databases({ catalogue: catalogue(true), search: { domain } })).toThrow(
      /store must be .* because payments is in PCI scope, got an index on .*set `pciScope`.*Test\/Database\/payments/,
    );
    expect(() => databases({ catalogue: catalogue(false), search: { domain } })).not.toThrow();
  });

  test('take the defaults of every store, unless they have their own option', () => {
    const { template } = databases({
      backupRetention: Duration.days(3),
      postgres: { instanceType: new ec2.InstanceType('m8g.large') },
      catalogue: ServiceCatalogue.of([
        { name: 'a' },
        { name: 'b', store: DataStore.postgresInstance({ backupRetention: Duration.days(5) }) },
        { name: 'c', store: DataStore.documentDb() },
      ]),
    });
    const days = (type: string) =>
      Object.values(template().findResources(type)).map(({ Properties }) => Properties.BackupRetentionPeriod);
    expect(days('AWS::RDS::DBInstance').sort()).toEqual([3, 5]);
    expect(days('AWS::DocDB::DBCluster')).toEqual([3]);
    template().allResourcesProperties('AWS::RDS::DBInstance', { DBInstanceClass: 'db.m8g.large' });
  });

  test('have an ARN for AWS Backup, except existing stores', () => {
    const existing = (stack: Stack) =>
      DataStore.existingTable({ table: dynamodb.Table.fromTableName(stack, 'Existing', 'existing') });
    const { construct, stack, template } = databases({
      catalogue: ServiceCatalogue.of([
        { name: 'a' },
        { name: 'b', store: DataStore.auroraPostgres() },
        { name: 'c', store: DataStore.documentDb() },
        {
          name: 'd',
          store: DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }),
        },
        { name: 'e', store: existing(new Stack()) },
      ]),
    });
    const idOf = (type: string) => Object.keys(template().findResources(type)).find((id) => !/Writer|Reader/.test(id));
    const inRds = (kind: string, type: string) => ({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:rds:eu-central-1:123456789012:${kind}:`, { Ref: idOf(type) }],
      ],
    });
    expect(stack.resolve(construct.storeArns)).toEqual([
      inRds('db', 'AWS::RDS::DBInstance'),
      inRds('cluster', 'AWS::RDS::DBCluster'),
      inRds('cluster', 'AWS::DocDB::DBCluster'),
      { 'Fn::GetAtt': [idOf('AWS::DynamoDB::Table'), 'Arn'] },
    ]);
    expect(construct.store('e').resourceArn).toBeUndefined();
  });

  test('have their ARNs in the order of their names, independent of the order in the catalogue', () => {
    const { construct, stack } = databases({ catalogue: catalogueOf('b', 'c', 'a') });
    const ids = ['a', 'b', 'c'].map((name) =>
      stack.getLogicalId(cfnResource(construct.instance(name), rds.CfnDBInstance)),
    );
    expect(stack.resolve(construct.storeArns).map((arn: unknown) => JSON.stringify(arn))).toEqual(
      ids.map((id) => expect.stringContaining(id)),
    );
  });

  test('have the tags of their own service only', () => {
    const { template } = databases({
      catalogue: ServiceCatalogue.of([{ name: 'a', tags: { team: 'checkout' } }, { name: 'b' }]),
    });
    const tagged = Object.values(template().findResources('AWS::RDS::DBInstance')).map(({ Properties }) => [
      Properties.DBName,
      Properties.Tags,
    ]);
    expect(tagged).toEqual([
      ['a', [{ Key: 'team', Value: 'checkout' }]],
      ['b', undefined],
    ]);
  });

  test('can be created from one value for two services', () => {
    const store = DataStore.documentDb();
    const { template } = databases({
      catalogue: ServiceCatalogue.of([
        { name: 'a', store },
        { name: 'b', store },
      ]),
    });
    template().resourceCountIs('AWS::DocDB::DBCluster', 2);
  });

  test('of another kind are rejected by `instance`, and the error names the kind', () => {
    const { construct } = databases({ catalogue: ServiceCatalogue.of([{ name: 'a', store: DataStore.documentDb() }]) });
    expect(() => construct.instance('a')).toThrow(
      new Error(
        "service must be a service whose store is a PostgreSQL instance that this construct creates, got 'a'. The kind of " +
          'its store is DocumentDb: use `store`, or set the store of the service to `DataStore.postgresInstance()`. ' +
          '(in Test/Database)',
      ),
    );
  });
});
