import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestChain } from '../../lib/bench/dependency-chain.mjs';

const resource = (type, Properties = {}, DependsOn = undefined) => ({ Type: type, Properties, DependsOn });

const typesOf = ({ resources }) => resources.map(({ id }) => id);

test('the chain follows references and DependsOn to the slowest resource', () => {
  const chain = longestChain({
    Resources: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation replaces the placeholder
      Parameter: resource('AWS::SSM::Parameter', { Value: { 'Fn::Sub': 'https://${Domain.DomainEndpoint}' } }),
      Domain: resource('AWS::OpenSearchService::Domain', { KmsKeyId: { Ref: 'Key' } }, ['Role']),
      Role: resource('AWS::IAM::Role'),
      Key: resource('AWS::KMS::Key', {}, 'Policy'),
      Policy: resource('AWS::Logs::ResourcePolicy'),
    },
  });
  assert.deepEqual(typesOf(chain), ['Policy', 'Key', 'Domain', 'Parameter']);
  assert.equal(chain.minutes.toFixed(1), '20.7');
  assert.deepEqual(chain.slowest, { type: 'AWS::OpenSearchService::Domain', minutes: 20 });
});

test('a slow resource that waits for another makes the chain longer than the slowest', () => {
  const { minutes, slowest } = longestChain({
    Resources: {
      Domain: resource('AWS::OpenSearchService::Domain'),
      Broker: resource('AWS::AmazonMQ::Broker', {}, ['Domain']),
    },
  });
  assert.deepEqual([minutes, slowest.minutes], [35, 20]);
});

test('a reference to a pseudo parameter or to the resource itself is no dependency', () => {
  const chain = longestChain({
    Resources: {
      Key: resource('AWS::KMS::Key', { Region: { Ref: 'AWS::Region' }, Own: { 'Fn::GetAtt': ['Key', 'Arn'] } }),
    },
  });
  assert.deepEqual(typesOf(chain), ['Key']);
});
