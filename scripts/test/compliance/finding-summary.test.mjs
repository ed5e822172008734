import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOOLS } from '../../lib/compliance/checkers.mjs';
import { countFindings, describeFindings } from '../../lib/compliance/finding-summary.mjs';

test('counts findings by environment and tool, and marks those that fail the command', () => {
  const findings = [
    { environment: 'local', tool: 'checkov' },
    { environment: 'staging', tool: 'checkov' },
    { environment: 'planted', tool: 'checkov' },
  ];
  const checked = countFindings(findings, [{ environment: 'staging', tool: 'checkov' }]);
  const cell = (environment, tool) => checked.find((it) => it.environment === environment && it.tool === tool);
  assert.equal(checked.length, 4 * TOOLS.length);
  assert.deepEqual(cell('staging', 'checkov'), {
    environment: 'staging',
    tool: 'checkov',
    open: 1,
    acknowledged: 1,
    gated: true,
  });
  assert.equal(cell('local', 'checkov').gated, false);
  assert.equal(cell('local', 'cfn-lint').gated, true);
});

test('describes the findings of one rule in one paragraph, with the first places', () => {
  const findings = ['a', 'b', 'c', 'd', 'd'].map((at) => ({
    environment: 'local',
    tool: 'checkov',
    rule: 'CKV_1',
    at,
    text: 'no',
  }));
  assert.equal(
    describeFindings(findings),
    ['local, checkov: CKV_1, 5: no', 'a', 'b', 'c', 'and 1 more'].join('\n    '),
  );
  assert.equal(describeFindings([{ environment: 'planted' }]), 'No findings.');
});
