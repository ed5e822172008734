import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nameCalls } from '../../lib/preflight/names.mjs';

const GUIDE = readFileSync(new URL('../../../docs/guides/first-deployment.md', import.meta.url), 'utf8');

/** The services whose actions have another prefix, and the operations whose action has another name. */
const PREFIXES = { docdb: 'rds', opensearch: 'es', s3api: 's3' };
const ACTIONS = { 's3:ListBuckets': 's3:ListAllMyBuckets' };

/** Returns the action of an operation: "rds describe-db-proxies" is rds:DescribeDBProxies. */
function actionOf([service, operation]) {
  const name = operation
    .replaceAll(/(^|-)(\w)/g, (_, _dash, letter) => letter.toUpperCase())
    .replace(/Db(?=[A-Z])/, 'DB');
  const action = `${PREFIXES[service] ?? service}:${name}`;
  return ACTIONS[action] ?? action;
}

test('the policy of the guide has the actions that list names', () => {
  const actions = [...new Set(nameCalls().map(actionOf))];
  assert.deepEqual(
    actions.filter((action) => !GUIDE.includes(`"${action}"`)),
    [],
  );
});
