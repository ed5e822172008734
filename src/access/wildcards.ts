import { type aws_iam as iam, Stack } from 'aws-cdk-lib';
import { acknowledgeAtSynthesis } from '../private/acknowledge';
import type { Permission } from './permissions';

/** Why a wildcard below one resource is as narrow as a policy can be, by the service that the resource is of. */
const REASONS = new Map([
  ['dynamodb', 'The wildcard stands for the indexes of one table, which hold data of that table alone.'],
  ['es', 'The wildcard stands for the paths below one index: documents and searches are named at run time.'],
  ['s3', 'The wildcard stands for the objects of one bucket, which are named at run time.'],
]);

/** Takes each wildcard that stands for all that is below one resource as it is; any other stays a finding. */
export function acknowledgeWildcards(policy: iam.ManagedPolicy, permissions: Permission[]): void {
  for (const { actions, resources } of permissions) {
    const reason = REASONS.get(actions[0].split(':')[0]);
    for (const resource of resources.filter(isBelowOne)) {
      if (reason !== undefined) {
        // The template names a resource of another stack anew when it is synthesized.
        acknowledgeAtSynthesis(policy, () => ({ id: finding(policy, resource), reason }));
      }
    }
  }
}

function isBelowOne(arn: string): boolean {
  return /^[^*]+\/\*$/.test(arn);
}

function finding(policy: iam.ManagedPolicy, resource: string): string {
  return `AwsSolutions-IAM5[Resource::${flatten(Stack.of(policy).resolve(resource))}]`;
}

/** A resource of a template as text, in cdk-nag's way. */
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
