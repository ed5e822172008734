import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareContent } from '../../lib/bench/same-content.mjs';

const key = (description) => ({ Type: 'AWS::KMS::Key', Properties: { Description: description } });
const logGroup = (keyId, more = {}) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { KmsKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] } },
  ...more,
});
const TEMPLATE = { Resources: { A: key('one'), B: key('two'), C: logGroup('A') } };

const differencesFrom = (Resources) => compareContent(TEMPLATE, { Resources }).differences;

test('templates with other logical ids, metadata and order have the same content', () => {
  const other = { Z: logGroup('Y', { Metadata: { reason: 'none' } }), X: key('two'), Y: key('one') };
  assert.deepEqual(differencesFrom(other), []);
});

test('the resources of each type are counted', () => {
  const { counts } = compareContent(TEMPLATE, TEMPLATE);
  assert.deepEqual([...counts].sort(), [
    ['AWS::KMS::Key', 2],
    ['AWS::Logs::LogGroup', 1],
  ]);
});

test('another number of resources is a difference', () => {
  assert.deepEqual(differencesFrom({ A: key('one'), C: logGroup('A') }), [
    'AWS::KMS::Key: 1 more in one, 0 more in the other',
  ]);
});

test('another value of a property is a difference, with the path to it', () => {
  const other = { A: key('one'), B: key('three'), C: logGroup('A') };
  assert.deepEqual(differencesFrom(other), [
    'AWS::KMS::Key 1 of 1.Properties.Description: "two" in one, "three" in the other',
  ]);
});

test('a reference to another resource of the same type is a difference', () => {
  const other = { A: key('one'), B: key('two'), C: logGroup('B') };
  assert.deepEqual(differencesFrom(other), ['AWS::Logs::LogGroup: 1 refer to other resources']);
});

test('a retained resource differs from one that is not retained', () => {
  const other = { A: { ...key('one'), DeletionPolicy: 'Retain' }, B: key('two'), C: logGroup('A') };
  assert.deepEqual(differencesFrom(other), [
    'AWS::KMS::Key 1 of 1.DeletionPolicy: nothing in one, "Retain" in the other',
  ]);
});

test('a dependency that a reference implies may be left out, any other may not', () => {
  const implied = { A: key('one'), B: key('two'), C: logGroup('A', { DependsOn: ['A'] }) };
  assert.deepEqual(differencesFrom(implied), []);
  const needed = { A: key('one'), B: key('two'), C: logGroup('A', { DependsOn: 'B' }) };
  assert.deepEqual(differencesFrom(needed), [
    'AWS::Logs::LogGroup 1 of 1.DependsOn.0: nothing in one, "AWS::KMS::Key" in the other',
  ]);
});

test('physical names may have a hash of the path at their end', () => {
  const named = (name) => ({ Resources: { A: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } } } });
  assert.deepEqual(compareContent(named('topic-shop-0123abcd'), named('topic-shop')).differences, []);
  assert.equal(compareContent(named('topic-shop-0123abcd'), named('topic')).differences.length, 1);
});
