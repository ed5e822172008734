import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeFailure } from '../../bin/node-version.cjs';

const RANGE = '>= 20.16.0';

for (const version of ['12.22.9', '18.20.8', '20.9.0', '20.15.1']) {
  test(`rejects Node ${version}, which is below the range of package.json`, () => {
    assert.equal(nodeFailure(version, RANGE), `Node 20.16.0 or newer is needed; this is Node ${version}.`);
  });
}

for (const version of ['20.16.0', '20.20.2', '22.0.0', '100.1.0']) {
  test(`accepts Node ${version}`, () => assert.equal(nodeFailure(version, RANGE), undefined));
}
