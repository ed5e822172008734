import { type aws_iam as iam, Stack } from 'aws-cdk-lib';
import { acknowledgeAtSynthesis } from '../private/acknowledge';
import type { Permission } from './permissions';

/** The reasons why a wildcard below one resource cannot be narrower, by the AWS service of the resource. */
const REASONS = new Map([
  ['dynamodb', 'The wildcard stands for the indexes of one table, which hold only data of that table.'],
  [
    'es',
    'The wildcard stands for the paths below one index: the names of documents and searches are known only at run time.',
  ],
  ['s3', 'The wildcard stands for the objects of one bucket, whose names are known only at run time.'],
]);

/** Acknowledges the finding on each wildcard that covers only the paths below one resource. Other findings remain. */
export function acknowledgeWildcards(policy: iam.ManagedPolicy, permissions: Permission[]): void {
  for (const { actions, resources } of permissions) {
    const reason = REASONS.get(actions[0].split(':')[0]);
    for (const resource of resources.filter(isBelowOneResource)) {
      if (reason !== undefined) {
        acknowledgeWildcard(policy, resource, reason);
      }
    }
  }
}

/** Acknowledges the finding on one wildcard. */
export function acknowledgeWildcard(policy: iam.ManagedPolicy, resource: string, reason: string): void {
  // The reference to a resource of another stack changes when the app is synthesized.
  acknowledgeAtSynthesis(policy, () => ({ id: findingId(policy, resource), reason }));
}

function isBelowOneResource(arn: string): boolean {
  return /^[^*]+\/\*$/.test(arn);
}

function findingId(policy: iam.ManagedPolicy, resource: string): string {
  const text = flatten(Stack.of(policy).resolve(resource)).replace(/\$\{([^}]*)\}/g, '<$1>'); // variables of IAM
  return `AwsSolutions-IAM5[Resource::${text}]`;
}

/** The resource of a policy statement as text, in the format of cdk-nag's finding ids. */
function flatten(resource: unknown): string {
  if (typeof resource === 'string') {
    return resource;
  }
  const [[intrinsic, argument]] = Object.entries(resource ?? {});
  switch (intrinsic) {
    case 'Fn::Join':
      return argument[1].map(flatten).join(argument[0]);
    case 'Fn::GetAtt':
      return `<${argument.join('.')}>`;
    case 'Fn::ImportValue':
      return flatten(argument);
    case 'Ref':
      return `<${argument}>`;
    default:
      return JSON.stringify(resource);
  }
}
