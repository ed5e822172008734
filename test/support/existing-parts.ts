import {
  aws_ec2 as ec2,
  aws_opensearchservice as opensearch,
  type Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { AmazonMQConstruct, CacheConstruct, SearchConstruct } from '../../src';
import { existingVpc } from './stacks';

/** Imports an existing cache, broker and search domain, and the VPC that they are in. */
export function existingParts(stack: Stack) {
  const vpc = existingVpc(stack);
  const group = (id: string) => ec2.SecurityGroup.fromSecurityGroupId(stack, id, `sg-${id}`);
  const secret = (name: string) =>
    secretsmanager.Secret.fromSecretCompleteArn(
      stack,
      name,
      `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-abcdef`,
    );
  const existing = {
    cache: CacheConstruct.fromCacheAttributes(stack, 'OwnCache', {
      vpc,
      securityGroup: group('cache'),
      secret: secret('cache-login'),
      endpointAddress: 'cache.example',
      port: 7000,
    }),
    messaging: AmazonMQConstruct.fromBrokerAttributes(stack, 'OwnBroker', {
      vpc,
      securityGroup: group('broker'),
      secret: secret('broker-login'),
      endpoint: 'amqps://broker.example:5671',
    }),
    search: SearchConstruct.fromSearchAttributes(stack, 'OwnSearch', {
      vpc,
      securityGroup: group('search'),
      domain: opensearch.Domain.fromDomainEndpoint(stack, 'Domain', 'https://search.example'),
    }),
  };
  return { vpc, existing };
}
