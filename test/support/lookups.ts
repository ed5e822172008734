import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { newApp } from './apps';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** The result of a lookup, by the name of the CDK's provider, for example `vpc-provider`. */
export type LookupResults = Readonly<Record<string, unknown>>;

/** The two rounds in which the CDK's CLI synthesizes an app that looks something up. */
export interface Rounds {
  /** The errors of constructs of the CDK in the first round. The CLI does not deploy an app with such errors. */
  readonly errors: string[];
  /** The template of the second round. */
  readonly template: Template;
}

/** Returns the keys of the lookups that are missing in the first round. */
export function missingIn(build: (stack: Stack) => void): string[] {
  const missing = App.of(stackWith(build, ENV.account))?.synth().manifest.missing ?? [];
  return missing.map(({ key }) => key);
}

/** Synthesizes a stack as the CDK's CLI does: without results, then with a result for each lookup that is missing. */
export function synthesizeInRounds(
  build: (stack: Stack) => void,
  results: LookupResults,
  account = ENV.account,
): Rounds {
  const first = stackWith(build, account);
  const assembly = App.of(first)?.synth();
  const missing = assembly?.manifest.missing ?? [];
  const messages = assembly?.getStackByName('Test').messages ?? [];
  const context = Object.fromEntries(missing.map(({ key, provider }) => [key, results[provider]]));
  const errors = messages.filter(({ level }) => level === 'error').map(({ entry }) => String(entry.data));
  return { errors, template: Template.fromStack(stackWith(build, account, context)) };
}

function stackWith(build: (stack: Stack) => void, account: string, context: Record<string, unknown> = {}): Stack {
  const stack = new Stack(newApp(context), 'Test', { env: { ...ENV, account } });
  build(stack);
  return stack;
}

/** A VPC as the CDK's CLI finds it, with a group of subnets for each of these names in each of these zones. */
export function foundVpc(
  zones: readonly string[],
  groups: Readonly<Record<string, 'Public' | 'Private' | 'Isolated'>>,
) {
  return {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/16',
    ownerAccountId: ENV.account,
    availabilityZones: [],
    subnetGroups: Object.entries(groups).map(([name, type]) => ({
      name,
      type,
      subnets: zones.map((zone) => ({
        subnetId: `subnet-${name.toLowerCase()}-${zone}`,
        cidr: '10.0.0.0/20',
        availabilityZone: `${ENV.region}${zone}`,
        routeTableId: `rtb-${name.toLowerCase()}-${zone}`,
      })),
    })),
  };
}
