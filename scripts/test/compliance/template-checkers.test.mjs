import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAcknowledgements, extractAcknowledgements } from '../../lib/compliance/template-checkers.mjs';

test('an acknowledgement covers one rule of one resource, and is a finding if it matches no finding', () => {
  const template = {
    Resources: {
      A: { Metadata: { checkov: { skip: [{ id: 'CKV_1', comment: 'why' }] }, 'aws:cdk:path': 'S/A' } },
      B: { Metadata: { 'cfn-lint': { config: { ignore_checks: ['W1'] } } } },
      C: {},
    },
  };
  const acknowledgements = extractAcknowledgements(template);
  assert.deepEqual(template.Resources.A.Metadata, { 'aws:cdk:path': 'S/A' });
  const templates = [{ file: 'x/T', app: 'x', environment: 'staging', stack: 'T', acknowledgements }];
  const found = (rule, resource) => ({ tool: 'checkov', rule, file: 'x/T', resource });

  const result = applyAcknowledgements('checkov', [found('CKV_1', 'A'), found('CKV_1', 'B')], templates);
  assert.deepEqual(
    result.findings.map(({ resource, environment }) => [resource, environment]),
    [['B', 'staging']],
  );
  assert.equal(result.acknowledged.length, 1);

  const [stale] = applyAcknowledgements('checkov', [], templates).findings;
  assert.match(stale.text, /matches no finding/);
});
