import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { appCommand, isAssembly } from '../../lib/deployment/app.mjs';
import { CdkCli, cdkCli } from '../../lib/deployment/cdk-cli.mjs';

/** A CLI that runs the app as the CDK's does, and records its arguments and environment. */
const FAKE = `
  const { writeFileSync } = require('node:fs');
  const { spawnSync } = require('node:child_process');
  writeFileSync(process.env.CDK_HOME + '/cli.json', JSON.stringify({ args: process.argv.slice(2), env: process.env }));
  const app = process.argv[process.argv.indexOf('--app') + 1];
  process.exitCode = spawnSync(app, { shell: true, stdio: 'inherit' }).status;`;
/** An app that records its environment. */
const APP = "require('node:fs').writeFileSync(process.argv[2], JSON.stringify(process.env));";

let folder;
let session;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk-cli-'));
  session = join(folder, 'session');
  mkdirSync(join(folder, 'app', 'node_modules', 'aws-cdk', 'bin'), { recursive: true });
  mkdirSync(join(session, 'cdk-home'), { recursive: true });
  const cli = join(folder, 'app', 'node_modules', 'aws-cdk');
  writeFileSync(join(cli, 'package.json'), JSON.stringify({ bin: { cdk: 'bin/cdk.js' } }));
  writeFileSync(join(cli, 'bin', 'cdk.js'), FAKE);
  writeFileSync(join(folder, 'app', 'program.js'), APP);
});
afterEach(() => rmSync(folder, { recursive: true }));

const readJson = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

const USER = {
  PATH: process.env.PATH,
  HOME: '/home/user',
  HTTPS_PROXY: 'http://proxy.example',
  VIRTUAL_ENV: '/home/user/venv',
  SHOP_DOMAIN: 'shop.example',
  AWS_PROFILE: 'company',
  AWS_ENDPOINT_URL_RDS: 'https://rds.example',
  CDK_DEFAULT_ACCOUNT: '123456789012',
  CDK_OUTDIR: '/elsewhere',
};

async function deployApp(stacks = ['Shop']) {
  const app = { folder: join(folder, 'app'), command: `${process.execPath} program.js '${join(folder, 'app.json')}'` };
  const cli = new CdkCli({ app, port: 4599, folder: session, env: USER });
  await cli.deploy({ stacks, context: ['environment=staging'] }, () => {});
  return { cli: readJson('session/cdk-home/cli.json'), program: readJson('app.json') };
}

test('the CLI and the app reach the emulator, and know no account of the user', async () => {
  const { cli, program } = await deployApp();
  for (const env of [cli.env, program]) {
    assert.equal(env.AWS_ENDPOINT_URL, 'http://127.0.0.1:4599');
    assert.equal(env.CDK_DEFAULT_ACCOUNT, '000000000000');
    assert.equal(env.AWS_PROFILE, undefined);
    assert.equal(env.AWS_ENDPOINT_URL_RDS, undefined);
    assert.equal(env.CDK_OUTDIR, undefined);
  }
});

test('the CLI has a home of its own and no proxy, and the app has those of the user', async () => {
  const { cli, program } = await deployApp();
  assert.equal(cli.env.HOME, join(session, 'cdk-home'));
  assert.equal(cli.env.HTTPS_PROXY, undefined);
  assert.deepEqual(
    [program.HOME, program.HTTPS_PROXY, program.VIRTUAL_ENV, program.SHOP_DOMAIN, program.PATH],
    [USER.HOME, USER.HTTPS_PROXY, USER.VIRTUAL_ENV, USER.SHOP_DOMAIN, USER.PATH],
  );
});

test('the selected stacks are deployed with the context values, and the output is outside the app', async () => {
  const { args } = (await deployApp()).cli;
  assert.deepEqual(args.slice(0, 2), ['deploy', 'Shop']);
  assert.equal(args[args.indexOf('-c') + 1], 'environment=staging');
  assert.equal(args[args.indexOf('--output') + 1], join(session, 'cdk.out'));
});

test('without a selection, the stacks in stages are deployed, too', async () => {
  assert.deepEqual((await deployApp([])).cli.args.slice(0, 2), ['deploy', '**']);
});

test('settings of a cdk.json for an account of AWS have no effect', async () => {
  const { args } = (await deployApp()).cli;
  for (const option of [
    '--profile=',
    '--role-arn=',
    '--proxy=',
    '--ca-bundle-path=',
    '--toolkit-stack-name=CDKToolkit',
  ]) {
    assert.ok(args.includes(option), option);
  }
  assert.equal(args[args.indexOf('--method') + 1], 'change-set');
});

test('the emulator is prepared with the qualifier of the app', async () => {
  const bootstrap = async (context) => {
    const app = { folder: join(folder, 'app'), command: 'true' };
    await new CdkCli({ app, port: 4599, folder: session, env: USER }).bootstrap({ context });
    return readJson('session/cdk-home/cli.json').args.join(' ');
  };
  const qualifier = '@aws-cdk/core:bootstrapQualifier';
  assert.doesNotMatch(await bootstrap([]), /--qualifier/);
  writeFileSync(join(folder, 'app', 'cdk.json'), JSON.stringify({ context: { [qualifier]: 'shop' } }));
  assert.match(await bootstrap([]), / --qualifier shop /);
  assert.match(await bootstrap([`${qualifier}=other`]), / --qualifier other /);
});

test('an app can be a folder with templates, by a relative and by an absolute path', () => {
  assert.equal(isAssembly(folder, 'app'), true);
  assert.equal(isAssembly('/', join(folder, 'app')), true);
  assert.equal(isAssembly(folder, join(folder, 'app')), true);
  assert.equal(isAssembly(folder, 'node app.js'), false);
});

test('an app without a CLI of its own gets that of this package', () => {
  assert.equal(cdkCli(join(folder, 'app')), join(folder, 'app', 'node_modules', 'aws-cdk', 'bin', 'cdk.js'));
  assert.match(cdkCli(session), /node_modules\/aws-cdk\/bin\/cdk$/);
});

test('the command of the app is that of the option, or that of cdk.json', () => {
  const app = join(folder, 'app');
  const missing = {
    name: 'Failure',
    message: /has no cdk\.json: change to the folder of a CDK app, or give its command with --app\.$/,
  };
  assert.throws(() => appCommand(app), missing);
  assert.equal(appCommand(app, 'make app'), 'make app');
  writeFileSync(join(app, 'cdk.json'), '{ "app": "python app.py" }');
  assert.equal(appCommand(app), 'python app.py');
  writeFileSync(join(app, 'cdk.json'), '{}');
  assert.throws(() => appCommand(app), { message: /^The cdk\.json in this folder names no app: / });
  writeFileSync(join(app, 'cdk.json'), '{');
  assert.throws(() => appCommand(app), { message: /cdk\.json is not valid JSON \(.*\): correct it\.$/ });
});
