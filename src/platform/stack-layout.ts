import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { backupTags } from '../backup/backup-tags';
import type { SeparateStores } from '../database/separate-stores';
import { pathText } from '../naming/texts';
import { deployAfter } from '../parameters/stack-dependency';
import { layered } from '../private/layered';
import { isUnknown, refuse } from '../private/validation';
import type { PlatformValues } from './platform-values';
import type { ServiceStackOptions, ServiceStacks } from './service-stacks';

/** The layout, and the services that it is for. */
export interface StackLayoutProps {
  readonly serviceStacks: ServiceStacks;
  readonly serviceNames: string[];
  readonly terminationProtection: boolean;
  /** Whether the stores are backed up. */
  readonly hasBackup: boolean;
  /** The values that the stacks read; undefined if the platform has no environment name. */
  readonly values?: PlatformValues;
}

/** Creates the stacks of services; returns undefined if all services are in the stack of the platform. */
export function createServiceStacks(platform: Construct, props: StackLayoutProps): SeparateStores | undefined {
  const { serviceNames, terminationProtection, hasBackup, values } = props;
  const { options } = props.serviceStacks;
  if (options === undefined) {
    return undefined;
  }
  if (values === undefined) {
    throw refuseWithoutName(platform);
  }
  requireServices(platform, options, serviceNames);
  requireStackProps(platform, options.stackProps ?? {});
  const stackProps: StackProps = {
    terminationProtection,
    ...separateStackProps(platform, 'serviceStacks', options.stackProps),
  };
  const separate = serviceNames.filter((name) => !options.keepInPlatform?.includes(name));
  const createStack = (name: string) => {
    const stack = new Stack(platform, name, { description: `${name} of ${pathText(platform)}`, ...stackProps });
    deployAfter(stack, platform, 'is a part of the platform'); // even if it reads no value
    return stack;
  };
  return {
    stacks: new Map(separate.map((name) => [name, createStack(name)])),
    values: values.common,
    backupTags: hasBackup ? backupTags(values.environmentName) : undefined,
  };
}

function refuseWithoutName(platform: Construct): Error {
  return refuse(platform, {
    prop: 'environmentName',
    gotInWords: 'none',
    allowed: 'set if `serviceStacks` gives each service a stack',
    fix:
      'The stacks read values from parameters, whose names start with it: set it, for example to production, or use ' +
      'a provider with an `environmentName`.',
  });
}

function requireServices(platform: Construct, { keepInPlatform = [] }: ServiceStackOptions, names: string[]): void {
  if (!Array.isArray(keepInPlatform)) {
    throw refuse(platform, {
      prop: 'serviceStacks.keepInPlatform',
      got: keepInPlatform,
      allowed: 'a list of names of services',
      fix: 'Pass a list, also for one service.',
    });
  }
  const unknown = keepInPlatform.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw refuse(platform, {
      prop: 'serviceStacks.keepInPlatform',
      got: unknown,
      allowed: `among the services of \`catalogue\`: ${names.join(', ')}`,
      fix: 'Correct the name, or remove it with the service.',
    });
  }
}

function requireStackProps(platform: Construct, stackProps: StackProps): void {
  if (stackProps.stackName !== undefined) {
    throw refuse(platform, {
      prop: 'serviceStacks.stackProps.stackName',
      got: stackProps.stackName,
      allowed: 'left out, because each stack needs another name',
      fix: 'Remove it: the CDK makes the names from the name of the platform and of the service.',
    });
  }
}

/**
 * Returns the props of a stack below the platform, which is in the platform's account and region.
 * @param prop the prop of the platform with these `stackProps`, for errors
 */
export function separateStackProps(platform: Construct, prop: string, stackProps: StackProps = {}): StackProps {
  const own = Stack.of(platform);
  for (const part of ['account', 'region'] as const) {
    const other = stackProps.env?.[part];
    if (other !== undefined && !isUnknown(other) && !isUnknown(own[part]) && other !== own[part]) {
      throw refuse(platform, {
        prop: `${prop}.stackProps.env.${part}`,
        got: other,
        allowed: `${own[part]}, where the platform is`,
        fix: "The stack needs the platform's parameters: remove `env`, or move the platform.",
      });
    }
  }
  const { account, region } = own;
  return { ...stackProps, env: layered({ account, region }, stackProps.env) };
}
