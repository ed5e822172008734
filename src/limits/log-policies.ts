import { type aws_logs as logs, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import type { Found, Survey } from './survey';

/**
 * Rejects the resource policies of the platform by which the app has more than CloudWatch Logs takes in an account and
 * region. Of the policies of several platforms, it rejects the last ones.
 */
export function validateLogPolicies(platform: IConstruct, { logPolicies }: Survey): string[] {
  const here = placeOf(platform);
  const policies = logPolicies.filter(({ construct }) => placeOf(construct) === here);
  return policies
    .slice(MAX_POLICIES)
    .filter(({ isOfPlatform }) => isOfPlatform)
    .map(({ construct }) => refusal(construct, policies).message);
}

/** The account and the region. Those that are unknown are the same for all stacks of a stage. */
function placeOf(construct: IConstruct): string {
  const { account, region } = Stack.of(construct);
  return [account, region].map((value) => (Token.isUnresolved(value) ? '' : value)).join('/');
}

function refusal(construct: IConstruct, policies: readonly Found<logs.CfnResourcePolicy>[]): Error {
  return refuse(construct, {
    prop: 'logsResourcePolicy',
    allowed: `false, because CloudWatch Logs takes ${MAX_POLICIES} resource policies in an account and region`,
    gotInWords: `${policies.length} policies in this app`,
    fix:
      'Create one `logs.ResourcePolicy` that allows `es.amazonaws.com` to write the logs of all search domains, and set ' +
      '`search: { logsResourcePolicy: false }` on each platform.',
  });
}

/** CloudWatch Logs does not raise this quota. */
const MAX_POLICIES = 10;
