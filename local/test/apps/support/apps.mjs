// Fresh apps outside of the repository, with the packed packages.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { LOCAL_TARBALL, LIBRARY_TARBALL, WHEEL } = process.env;
const IGNORED = 'node_modules\n.venv\n__pycache__\n';

/** Returns a folder for apps, which is deleted when this process ends. */
export function appsFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'local-apps-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function inFolder(folder, command, args, env = process.env) {
  return execFileSync(command, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Writes the files of an app to a new folder, which is a repository of git. */
export function makeApp(apps, name, files) {
  const folder = join(apps, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries({ '.gitignore': IGNORED, ...files }))
    writeFileSync(join(folder, file), text);
  inFolder(folder, 'git', ['init', '--quiet']);
  commit(folder);
  return folder;
}

/** Commits every file, so that `changesIn` returns later changes. */
export function commit(folder) {
  inFolder(folder, 'git', ['add', '--all']);
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  inFolder(folder, 'git', [...author, 'commit', '--quiet', '--message', 'State']);
}

/** Returns the files that differ from the last commit, as git lists them. */
export const changesIn = (folder) => inFolder(folder, 'git', ['status', '--short']);

const cdkJson = (app) => `${JSON.stringify({ app, context: { environment: 'local' } }, undefined, 2)}\n`;

const TYPESCRIPT = `import { EcommerceInfrastructure, EnvironmentProviderFactory } from '@org/ecommerce-constructs';
import { App } from 'aws-cdk-lib';

const app = new App();
const shop = new EcommerceInfrastructure(app, 'Shop', { provider: EnvironmentProviderFactory.fromContext(app) });
`;

/** Returns a new app in TypeScript, in which both packages are installed. */
export function makeTypescriptApp(apps) {
  const manifest = {
    name: 'shop',
    private: true,
    type: 'commonjs',
    dependencies: { 'aws-cdk-lib': '2.276.0', constructs: '10.8.1' },
    devDependencies: { 'aws-cdk': '2.1148.1', tsx: '4.23.15' },
  };
  const folder = makeApp(apps, 'typescript', {
    'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'cdk.json': cdkJson('npx tsx app.ts'),
    'app.ts': TYPESCRIPT,
  });
  inFolder(folder, 'npm', ['install', '--no-audit', '--no-fund', LIBRARY_TARBALL, LOCAL_TARBALL]);
  commit(folder);
  return folder;
}

const PYTHON = `from aws_cdk import App
from org_ecommerce_constructs import EcommerceInfrastructure, EnvironmentProviderFactory

app = App()
EcommerceInfrastructure(app, "Shop", provider=EnvironmentProviderFactory.from_context(app))
app.synth()
`;

/** Returns a new app in Python with a virtual environment, and the environment of a shell in which that is active. */
export function makePythonApp(apps) {
  const folder = makeApp(apps, 'python', { 'cdk.json': cdkJson('python app.py'), 'app.py': PYTHON });
  const venv = join(folder, '.venv');
  inFolder(folder, 'python3', ['-m', 'venv', venv]);
  inFolder(folder, join(venv, 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--quiet',
    WHEEL,
  ]);
  return { folder, env: { VIRTUAL_ENV: venv, PATH: `${join(venv, 'bin')}:${process.env.PATH}` } };
}

/** The record of a service in a stack without any other resource: a platform that is deployed in seconds. */
const RECORD = `new ssm.StringParameter(stack, 'Connection', {
  parameterName: '/local/orderservice/connection',
  stringValue: JSON.stringify({
    version: 1, account: '000000000000', region: 'us-east-1', vpcId: 'vpc-1', securityGroupIds: ['sg-1'],
    accesses: [{ settings: { TABLE_NAME: 'orders' }, secrets: {}, rules: [], permissions: [] }],
  }),
});`;

/** Returns the program of a small app; \`body\` uses \`app\`, \`stack\` and \`ssm\`. */
export const smallProgram = (body = '') => `const { App, Stack, aws_ssm: ssm } = require('aws-cdk-lib');
const app = new App();
const stack = new Stack(app, 'Small', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
${body}
`;

export const SMALL_PLATFORM = smallProgram(RECORD);

/** Returns a new app in JavaScript, which uses the packages of another app. */
export function makeSmallApp(apps, name, installed, program = SMALL_PLATFORM) {
  const folder = makeApp(apps, name, {
    'cdk.json': cdkJson('node app.js'),
    'app.js': program,
    '.gitignore': 'node_modules\n',
  });
  symlinkSync(join(installed, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
