import { Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';

/**
 * Rejects a second platform of the same environment name in an account and region of the app: the parameters of both
 * would have the same names, which CloudFormation would notice only when it deploys the second.
 *
 * An account or a region that is unknown is the same only within a stage: the stages of an app are deployed to different
 * ones.
 */
export function requireDistinctPlatform(platform: IConstruct, environmentName: string): void {
  const { account, region } = Stack.of(platform);
  const place = [account, region].map((value) => (Token.isUnresolved(value) ? unknownIn(platform) : value));
  const key = JSON.stringify([...place, environmentName]);
  const { root } = platform.node;
  const platforms = PLATFORMS.get(root) ?? new Map<string, IConstruct>();
  PLATFORMS.set(root, platforms);
  const other = platforms.get(key);
  if (other !== undefined) {
    throw refuse(platform, {
      prop: 'environmentName',
      gotInWords: `'${environmentName}', which ${other.node.path} has too`,
      allowed: 'different for each platform of an account and region, because the names of parameters start with it',
      fix:
        `Set \`environmentName\` of one platform to another name, for example ${environmentName}-2. ` +
        'If they are in different accounts or regions, give both stacks `env`.',
    });
  }
  platforms.set(key, platform);
}

function unknownIn(platform: IConstruct): string {
  return `unknown in ${Stage.of(platform)?.node.path ?? ''}`;
}

/** The platforms of each app, by account, region and environment name. */
const PLATFORMS = new WeakMap<IConstruct, Map<string, IConstruct>>();
