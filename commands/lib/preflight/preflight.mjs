// `preflight`: looks in the account for problems before a deployment, and changes nothing.

import { Failure } from '../../../local/lib/cli/failure.mjs';
import { runCommand } from '../../../local/lib/cli/main.mjs';
import { Progress } from '../../../local/lib/cli/progress.mjs';
import { section } from '../../../local/lib/cli/tables.mjs';
import { inOneRegion, readAssembly } from '../assembly/assembly.mjs';
import { AWS_OPTIONS, AwsCli } from '../aws/aws-cli.mjs';
import { checkAccount, checkBootstrap, checkServiceLinkedRole } from './account.mjs';
import { couldNotLook, deployedResources, Look } from './look.mjs';
import { checkNames } from './names.mjs';
import { checkAddresses, checkZones } from './network.mjs';
import { checkQuotas } from './quotas.mjs';

const HELP = `Looks for problems that would fail a deployment, and changes nothing: quotas, names in use, the service-linked role of
OpenSearch Service, zones, addresses of existing subnets, and the bootstrap stack.

Usage: npx @org/ecommerce-constructs preflight [ASSEMBLY] [options]

  ASSEMBLY         the folder that \`cdk synth\` wrote (default: cdk.out)
  --profile NAME   the profile of the AWS CLI
  --region REGION  the region, if the stacks name none or several (default: that of the profile)
  --help           print this help

Resources of stacks that are deployed are not reported. Where it could not look, the table names the reason. The policy
that it needs is in docs/guides/first-deployment.md.

Exit code: 0 without problems, 1 with problems or on a failure.`;

const CHECKS = [checkBootstrap, checkQuotas, checkServiceLinkedRole, checkNames, checkZones, checkAddresses];
const ORDER = ['problem', 'could not look', 'ok'];

export const preflight = (args) =>
  runCommand({ args, help: HELP, options: AWS_OPTIONS, positionals: true }, async (options) => {
    const [folder = 'cdk.out', ...others] = options.positionals;
    if (others.length > 0) throw new Failure('Name one assembly.');
    const { region: stated, stacks } = inOneRegion(readAssembly(folder), options.region);
    const region = stated ?? (await new AwsCli(options).configuredRegion());
    if (!region) throw new Failure('There is no region: name one with --region.');
    const aws = new AwsCli({ ...options, region });
    const findings = await findingsOf(aws, stacks);

    console.log(
      `\n${section({ title: `Checks in ${region}`, header: ['check', 'result', 'found', 'what to do'], rows: rowsOf(findings) }, process.stdout.columns)}`,
    );
    const count = (result) => findings.filter((it) => it.result === result).length;
    console.log(
      `\n${count('problem')} problems, ${count('could not look')} times it could not look, ${count('ok')} ok`,
    );
    if (count('problem') > 0) process.exitCode = 1;
  });

/** Runs all checks. It fails at once without credentials, without which no check can look. */
export async function findingsOf(aws, stacks) {
  const progress = new Progress({ stream: process.stderr });
  return progress.step('Look in the account', async () => {
    const { Account } = await aws.call('sts', 'get-caller-identity');
    const { deployed, unknown } = await readDeployed(aws, stacks);
    const look = new Look(aws, { stacks, account: Account, deployed });
    const findings = await Promise.all(CHECKS.map((check) => check(look)));
    return [...checkAccount(look, Account), ...unknown, ...findings.flat()];
  });
}

/** Returns the deployed resources, or a finding if AWS does not tell them. */
async function readDeployed(aws, stacks) {
  try {
    return { deployed: await deployedResources(aws, stacks), unknown: [] };
  } catch (error) {
    const todo = 'ignore names and quotas of resources that these stacks have already';
    return { deployed: new Map(), unknown: [couldNotLook('deployed stacks', error.message, todo)] };
  }
}

const rowsOf = (findings) =>
  [...findings]
    .sort((one, other) => ORDER.indexOf(one.result) - ORDER.indexOf(other.result))
    .map(({ check, result, found, todo }) => [check, result, found, todo]);
