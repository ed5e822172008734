import {
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_opensearchservice as opensearch,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DataStore, DevelopmentProvider, type IDataStore } from '../../src';
import { KINDS_OF_STORE } from '../support/kinds-of-store';
import { templateOf, threeZoneStack } from '../support/stacks';

/** A store in a stack that uses neither the platform nor `DatabaseConstruct`. */
function standalone(store: IDataStore) {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    subnetConfiguration: [
      { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
    ],
  });
  const domain = opensearch.Domain.fromDomainAttributes(stack, 'Domain', {
    domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/shop',
    domainEndpoint: 'search-shop-abc.eu-central-1.es.amazonaws.com',
  });
  const bound = store.bind(new Construct(stack, 'Reviews'), {
    serviceName: 'reviews',
    provider: new DevelopmentProvider(),
    vpc,
    search: { domain },
  });
  return { stack, bound };
}

const table = DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });

test.each(KINDS_OF_STORE)('$name can be bound in a stack without the platform', ({ make, type, setting }) => {
  const { stack, bound } = standalone(make());
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  bound.grantAccess(role);
  const template = templateOf(stack);
  template.resourceCountIs(type, 1);
  template.resourceCountIs('AWS::IAM::Policy', 1);
  expect(Object.keys(bound.settings)).toContain(setting);
});

test('an index creates no resources', () => {
  const { stack, bound } = standalone(DataStore.searchIndex({ indexName: 'reviews' }));
  const before = Object.keys(templateOf(standalone(table).stack).toJSON().Resources).length;
  expect(Object.keys(templateOf(stack).toJSON().Resources)).toHaveLength(before - 1);
  expect(bound.settings.SEARCH_INDEX).toBe('reviews');
});
