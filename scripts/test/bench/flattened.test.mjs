import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { flattened } from '../../lib/bench/flattened.mjs';

const STACK = 'AWS::CloudFormation::Stack';
const HASH = { inner: 'a'.repeat(64), innermost: 'b'.repeat(64) };
const url = (name) => ({ 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }, `/assets/${HASH[name]}.json`]] });

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flattened-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name, content) => writeFileSync(join(folder, name), JSON.stringify(content));

/** The outer stack has a key, which it passes on to a queue in the innermost one, and a reader of that queue. */
test('the resources of nested stacks are in the template, with references to one another', () => {
  const files = Object.entries(HASH).map(([name, hash]) => [
    hash,
    { source: { path: `${name}.nested.template.json` } },
  ]);
  write('Shop.assets.json', { files: Object.fromEntries(files) });
  const getAtt = (...path) => ({ 'Fn::GetAtt': path });
  write('Shop.template.json', {
    Resources: {
      Key: { Type: 'AWS::KMS::Key', Properties: {} },
      Inner: { Type: STACK, Properties: { TemplateURL: url('inner'), Parameters: { KeyId: { Ref: 'Key' } } } },
      Reader: { Type: 'AWS::SSM::Parameter', Properties: { Value: getAtt('Inner', 'Outputs.QueueArn') } },
    },
  });
  write('inner.nested.template.json', {
    Parameters: { KeyId: { Type: 'String' } },
    Resources: {
      Innermost: { Type: STACK, Properties: { TemplateURL: url('innermost'), Parameters: { Id: { Ref: 'KeyId' } } } },
    },
    Outputs: { QueueArn: { Value: getAtt('Innermost', 'Outputs.Arn') } },
  });
  write('innermost.nested.template.json', {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { Ref: 'Id' } } },
      Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Queue' }] }, DependsOn: 'Queue' },
    },
    Outputs: { Arn: { Value: getAtt('Queue', 'Arn') } },
  });

  const { Resources } = flattened(folder, 'Shop');
  const queue = 'Inner/Innermost/Queue';
  assert.deepEqual(Object.keys(Resources).sort(), [
    'Inner',
    'Inner/Innermost',
    'Inner/Innermost/Policy',
    queue,
    'Key',
    'Reader',
  ]);
  assert.deepEqual(Resources.Inner, { Type: STACK, Properties: {} });
  assert.deepEqual(Resources[queue].Properties, { KmsMasterKeyId: { Ref: 'Key' } });
  assert.deepEqual(Resources['Inner/Innermost/Policy'].Properties, { Queues: [{ Ref: queue }] });
  assert.deepEqual(Resources['Inner/Innermost/Policy'].DependsOn, [queue]);
  assert.deepEqual(Resources.Reader.Properties, { Value: getAtt(queue, 'Arn') });
});
