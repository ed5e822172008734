import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparable, differences } from '../../lib/packages/template-difference.mjs';

const hash = (digit) => digit.repeat(64);

const template = (asset, analytics) => ({
  Resources: {
    Function: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: `${asset}.zip` }, MemorySize: 128 } },
    CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: analytics } },
  },
  Conditions: { CDKMetadataAvailable: { 'Fn::Equals': [1, 1] } },
});

test('templates that differ only in asset hashes and metadata are equal', () => {
  const one = comparable(template(hash('a'), 'v2:node'));
  const other = comparable(template(hash('b'), 'v2:python'));
  assert.deepEqual(differences(one, other), []);
});

test('a template without metadata equals one with metadata', () => {
  const { Resources } = template(hash('a'), '');
  const { CDKMetadata, ...without } = Resources;
  assert.deepEqual(
    differences(comparable({ Resources: without }), comparable(template(hash('a'), CDKMetadata.Type))),
    [],
  );
});

test('reports a difference with its path and both values', () => {
  const one = comparable(template(hash('a'), ''));
  const other = comparable(template(hash('a'), ''));
  other.Resources.Function.Properties.MemorySize = 256;
  assert.deepEqual(differences(one, other), ['Resources.Function.Properties.MemorySize: 128 in one, 256 in the other']);
});

test('reports a resource or a list element that only one template has', () => {
  assert.deepEqual(differences({ A: 1 }, {}), ['A: 1 in one, nothing in the other']);
  assert.deepEqual(differences({ A: ['x'] }, { A: ['x', 'y'] }), ['A.1: nothing in one, "y" in the other']);
  assert.deepEqual(differences({ A: [] }, { A: {} }), ['A: [] in one, {} in the other']);
});
