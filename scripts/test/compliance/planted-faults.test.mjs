import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLANTED_APPS } from '../../lib/compliance/assemblies.mjs';
import { faultRows, missedFaults } from '../../lib/compliance/planted-faults.mjs';

test('names a planted fault that a tool missed in one of the apps', () => {
  const [platform, users] = PLANTED_APPS.map(({ name }) => name);
  const found = (app) => ({ app, stack: 'PlantedIllegalType', tool: 'cfn-lint' });
  assert.ok(!missedFaults([found(platform)]).includes(`cfn-lint missed the unknown instance type in ${platform}`));
  assert.ok(missedFaults([found(platform)]).includes(`cfn-lint missed the unknown instance type in ${users}`));
  assert.deepEqual(faultRows([found(platform)]).at(-1), ['unknown instance type', 'none']);
  assert.deepEqual(faultRows([found(platform), found(users)]).at(-1), ['unknown instance type', 'cfn-lint']);
});
