import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine, parsePort } from '../../lib/cli/arguments.mjs';

const OPTIONS = { environment: { type: 'string' }, keep: { type: 'boolean' } };

test('parses the given options and --help', () => {
  assert.deepEqual(
    { ...parseCommandLine(['--environment', 'staging', '--keep'], OPTIONS, {}) },
    {
      environment: 'staging',
      keep: true,
    },
  );
  assert.equal(parseCommandLine(['--help'], OPTIONS, {}).help, true);
});

for (const [name, args] of [
  ['an unknown option', ['--enviroment', 'staging']],
  ['an unexpected argument', ['production']],
  ['a missing value', ['--environment']],
]) {
  test(`rejects ${name} with one sentence`, () => {
    assert.throws(() => parseCommandLine(args, OPTIONS, {}), { name: 'Failure', message: /^[^\n]+\. See --help\.$/ });
  });
}

test('rejects an option that npm did not pass on, instead of ignoring it', () => {
  assert.throws(() => parseCommandLine([], OPTIONS, { npm_config_environment: 'production' }), /write `--` before/);
  const options = { 'service-stacks': { type: 'boolean' } };
  assert.throws(() => parseCommandLine([], options, { npm_config_service_stacks: 'true' }), /option --service-stacks/);
});

test('the port is a whole number from 1 to 65535', () => {
  assert.equal(parsePort(undefined), 4566);
  assert.equal(parsePort('8080'), 8080);
  for (const value of ['0', '65536', '-1', '80.5', '8e3', '', 'http']) {
    assert.throws(() => parsePort(value), /Invalid port/, value);
    assert.throws(() => parsePort(value, 'page-port'), /--page-port takes a whole number/, value);
  }
});
