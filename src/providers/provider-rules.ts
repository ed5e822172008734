import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isPlainObject, literalKeys } from '../private/plain-object';
import { refuse } from '../private/validation';
import type { IEnvironmentProvider } from './environment-provider';

/** Rejects a value that is not a provider. JavaScript and Python do not check its type at compile time. */
export function requireProvider(scope: IConstruct, provider: unknown): void {
  if (typeof provider !== 'object' || provider === null) {
    throw refuse(scope, {
      prop: 'provider',
      got: provider,
      allowed: 'an environment provider',
      fix: 'Create it with `EnvironmentProviderFactory`, or pass an instance of a provider class.',
    });
  }
}

/** Rejects a required instance type that is missing or of another type. Tokens pass. */
export function requireInstanceTypes(scope: IConstruct, environment: IEnvironmentProvider): void {
  const check = (prop: keyof IEnvironmentProvider, isValid: (value: unknown) => boolean, allowed: string) => {
    const got = environment[prop];
    if (!Token.isUnresolved(got) && !isValid(got)) {
      throw refuse(scope, {
        prop,
        got,
        allowed,
        fix:
          'Return it from the environment provider (in Python, from a `@property`), or create the provider with ' +
          '`EnvironmentProviderFactory.fromValues`.',
      });
    }
  };
  const isText = (value: unknown) => typeof value === 'string';
  // Without `instanceof`: a linked package can have another copy of aws-cdk-lib, with another class of the same name.
  const isInstance = (value: unknown) => typeof value === 'object' && value !== null && !isPlainObject(value);
  check('databaseInstanceType', isInstance, 'an `ec2.InstanceType`');
  check('cacheNodeType', isText, "a string such as 'cache.t4g.micro'");
  check('mqInstanceType', isText, "a string such as 'mq.m7g.medium'");
}

/** Rejects a group of settings that is not an object: all of its settings would be ignored. */
export function requireSettings(scope: IConstruct, group: string, settings: unknown): void {
  if (settings !== undefined && settings !== null && typeof settings !== 'object') {
    throw refuse(scope, {
      prop: group,
      got: settings,
      allowed: 'an object of settings',
      fix: `Return an object from the environment provider, or leave out \`${group}\` for production's settings.`,
    });
  }
}

/** Warns of the keys of an object literal that are not settings. Instances of classes may have further members. */
export function warnOfUnknownKeys(scope: IConstruct, provider: IEnvironmentProvider, known: readonly string[]): void {
  for (const key of literalKeys(provider).filter((key) => !known.includes(key))) {
    warnOncePerStack(scope, 'unknownSetting', unknownSetting(key, 'an environment', known));
  }
}

/**
 * Warns of the keys of a group that are not settings, and of a group without keys: jsii drops the keys of a Python
 * dictionary that are not settings.
 */
export function warnOfUnknownSettings(
  scope: IConstruct,
  group: string,
  settings: unknown,
  known: readonly string[],
): void {
  for (const key of literalKeys(settings).filter((key) => !known.includes(key))) {
    warnOncePerStack(scope, 'unknownSetting', unknownSetting(`${group}.${key}`, `\`${group}\``, known));
  }
  if (isPlainObject(settings) && Object.keys(settings).length === 0) {
    warnOncePerStack(
      scope,
      'emptySettings',
      `\`${group}\` of the environment provider has no settings, so that production's apply. Leave it out, or return ` +
        `at least one of ${known.join(', ')}. In Python, return an instance of the settings class, not a dictionary.`,
    );
  }
}

function unknownSetting(name: string, owner: string, known: readonly string[]): string {
  return (
    `The setting \`${name}\` of the environment provider does not exist and is ignored. ` +
    `The settings of ${owner} are ${known.join(', ')}.`
  );
}

/** Adds a warning unless another part of the stack, with the same provider, has it. */
function warnOncePerStack(scope: IConstruct, id: string, message: string): void {
  const hasWarning = ({ node }: IConstruct) => node.metadata.some(({ data }) => String(data).startsWith(message));
  if (!Stack.of(scope).node.findAll().some(hasWarning)) {
    Annotations.of(scope).addWarningV2(`@org/ecommerce-constructs:${id}`, message);
  }
}
