import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
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

test("npm ignores the settings of the user's .npmrc that would leave packages out", () => {
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  try {
    const harmful = ['global=true', 'location=global', 'dry-run=true', 'package-lock-only=true', 'bin-links=false'];
    writeFileSync(join(home, '.npmrc'), [...harmful, 'install-strategy=linked'].join('\n'));
    const names = ['global', 'location', 'dry-run', 'package-lock-only', 'bin-links', 'install-strategy'];
    const env = { ...childEnvironment({ PATH: process.env.PATH }), HOME: home };
    const read = execFileSync('npm', ['config', 'get', ...names], { cwd: home, env, encoding: 'utf8' });
    assert.deepEqual(read.trim().split('\n').sort(), [
      'bin-links=true',
      'dry-run=false',
      'global=false',
      'install-strategy=hoisted',
      'location=project',
      'package-lock-only=false',
    ]);
  } finally {
    rmSync(home, { recursive: true });
  }
});

test('a process that uses only loopback has no proxy, certificate or registry', () => {
  assert.deepEqual(localEnvironment({ ...MACHINE, ...NETWORK, ...HARMFUL }), MACHINE);
});

test('this Node is first on the path', () => {
  assert.equal(withThisNode({ PATH: '/bin' }).PATH, `${dirname(process.execPath)}${delimiter}/bin`);
});
