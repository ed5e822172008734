import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environment, runCommandLine, temporaryFolder } from './support/command.mjs';

for (const args of [['--help'], ['-h'], ['cost', '--help'], ['preflight', '--help'], ['tunnel', '--help']]) {
  test(`${args.join(' ')} prints the usage and the exit codes`, async (context) => {
    const folder = temporaryFolder(context);
    const { code, stdout } = await runCommandLine(args, { env: environment('', folder), cwd: folder });
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: npx @org\/ecommerce-constructs /m);
    assert.match(stdout, /^Exit code: /m);
  });
}

const FAULTS = [
  [[], /A command is missing\. The commands are cost, preflight, tunnel; see --help\./],
  [['prices'], /Unknown command: prices\. The commands are/],
  [['cost', '--fast'], /Unknown option '--fast'.*See --help\./],
  [['cost', 'one', 'two'], /Name one assembly\./],
  [['preflight', 'one', 'two'], /Name one assembly\./],
  [['preflight'], /cdk\.out is not a cloud assembly/],
  [['tunnel', '--environment', 'production'], /Name one target/],
  [['tunnel', 'orders'], /Name the environment of the platform with --environment\./],
  [['tunnel', 'orders', '--environment', 'production', '--local-port', '0'], /Invalid port: 0\. --local-port takes/],
];

for (const [args, sentence] of FAULTS) {
  test(`"${args.join(' ')}" fails with one sentence`, async (context) => {
    const folder = temporaryFolder(context);
    const { code, stderr } = await runCommandLine(args, { env: environment('', folder), cwd: folder });
    assert.equal(code, 1);
    assert.match(stderr, sentence);
    assert.equal(stderr.trim().split('\n').length, 1);
  });
}
