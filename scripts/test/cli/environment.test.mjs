import assert from 'node:assert/strict';
import { delimiter, dirname } from 'node:path';
import { test } from 'node:test';
import { childEnvironment, localEnvironment, withThisNode } from '../../lib/cli/environment.mjs';

const MACHINE = {
  PATH: '/bin',
  HOME: '/home/user',
  LC_ALL: 'C.UTF-8',
  TMPDIR: '/tmp',
  PYENV_ROOT: '/home/user/.pyenv',
};

const NETWORK = {
  https_proxy: 'http://proxy.example',
  no_proxy: 'intranet',
  NO_PROXY: 'intranet',
  NODE_EXTRA_CA_CERTS: '/etc/company.pem',
  SSL_CERT_FILE: '/etc/company.pem',
  npm_config_registry: 'https://npm.example',
  NPM_CONFIG_CACHE: '/cache',
  'npm_config_//npm.example/:_authToken': 'token',
  PIP_INDEX_URL: 'https://pip.example',
  MAVEN_OPTS: '-Dhttps.proxyHost=proxy.example',
};

/** Settings of a shell, each of which has made an installation, a deployment or a test fail. */
const HARMFUL = {
  NODE_ENV: 'production',
  NODE_OPTIONS: '--require=/no/such/file',
  NODE_PATH: '/home/user/modules',
  npm_config_omit: 'dev',
  npm_config_ignore_scripts: 'true',
  npm_lifecycle_event: 'start',
  npm_package_name: 'x',
  PIP_TARGET: '/home/user/lib',
  PIP_REQUIRE_VIRTUALENV: 'true',
  PYTHONHOME: '/usr',
  PYTHONPATH: '/home/user/lib',
  AWS_PROFILE: 'company',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_ENDPOINT_URL_RDS: 'https://rds.example',
  CDK_DEFAULT_ACCOUNT: '123456789012',
  FORCE_COLOR: '1',
  GIT_DIR: '/home/user/.git',
};

const without = (env, names) => Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

test("a child process has the machine's variables, and those that lead to the registries", () => {
  const env = childEnvironment({ ...MACHINE, ...NETWORK, ...HARMFUL, PIP_USER: '1' });
  const settings = Object.keys(childEnvironment({}));
  assert.deepEqual(without(env, settings), { ...MACHINE, ...NETWORK });
});

test("the installers install all packages into the project, whatever the user's own files say", () => {
  const { npm_config_include: include, PIP_USER } = childEnvironment({ npm_config_omit: 'dev', PIP_USER: '1' });
  assert.deepEqual(include.split('\n\n'), ['dev', 'optional', 'peer']);
  assert.equal(PIP_USER, '0');
});

test('a process that uses only loopback has no proxy, certificate or registry', () => {
  assert.deepEqual(localEnvironment({ ...MACHINE, ...NETWORK, ...HARMFUL }), MACHINE);
});

test('this Node is first on the path', () => {
  assert.equal(withThisNode({ PATH: '/bin' }).PATH, `${dirname(process.execPath)}${delimiter}/bin`);
});
