import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, takeAcknowledgements } from '../../lib/compliance/template-checkers.mjs';

test('an acknowledgement covers its rule at its resource, and is a finding where nothing matches it', () => {
  const template = {
    Resources: {
      A: { Metadata: { checkov: { skip: [{ id: 'CKV_1', comment: 'why' }] }, 'aws:cdk:path': 'S/A' } },
      B: { Metadata: { 'cfn-lint': { config: { ignore_checks: ['W1'] } } } },
      C: {},
    },
  };
  const acknowledgements = takeAcknowledgements(template);
  assert.deepEqual(template.Resources.A.Metadata, { 'aws:cdk:path': 'S/A' });
  const templates = [{ file: 'x/T', app: 'x', environment: 'staging', stack: 'T', acknowledgements }];
  const found = (rule, resource) => ({ tool: 'checkov', rule, file: 'x/T', resource });

  const judged = judge('checkov', [found('CKV_1', 'A'), found('CKV_1', 'B')], templates);
  assert.deepEqual(
    judged.findings.map(({ resource, environment }) => [resource, environment]),
    [['B', 'staging']],
  );
  assert.equal(judged.acknowledged.length, 1);

  const [stale] = judge('checkov', [], templates).findings;
  assert.match(stale.text, /matches no finding/);
});
