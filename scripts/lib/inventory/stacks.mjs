// Reads the physical ids and the outputs of stacks from CloudFormation.

import { stackTree } from '../../../local/lib/aws/stack-tree.mjs';
import { STACK_HEADER, stackRow } from './table-cells.mjs';

/**
 * Returns stacks, each as { name, status, resourceCount, readParameters, ids(type), outputs }. The resources of a stack
 * include those of its nested stacks.
 */
export async function readStacks(cloudformation, names) {
  const stacks = [];
  for (const name of names) stacks.push(await readStack(cloudformation, name));
  return stacks;
}

/** Returns the resources of several stacks as those of one. */
export const joined = (stacks) => ({ ids: (type) => stacks.flatMap((stack) => stack.ids(type)) });

/** Returns the table of stacks, with the parameters of Systems Manager from which each reads values of other stacks. */
export const stackSection = (stacks) => ({ title: 'stacks', header: STACK_HEADER, rows: stacks.map(stackRow) });

async function readStack(cloudformation, name) {
  const tree = await stackTree(cloudformation, name);
  const resources = tree.flatMap(({ summaries }) => summaries);
  const { Stacks } = await cloudformation.describeStacks({ StackName: name });
  const [stack = {}] = Stacks ?? [];
  const outputs = (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
  return {
    name,
    status: stack.StackStatus,
    resourceCount: resources.length,
    readParameters: (stack.Parameters ?? []).flatMap(({ ParameterKey, ParameterValue }) =>
      ParameterKey === 'BootstrapVersion' ? [] : [ParameterValue],
    ),
    ids: (type) => resources.filter((it) => it.ResourceType === type).map((it) => it.PhysicalResourceId),
    outputs: Object.fromEntries(outputs),
  };
}

/** Returns the security groups of stacks by id, as EC2 describes them. */
export async function securityGroups(ec2, stacks) {
  const ids = stacks.flatMap((stack) => stack.ids('AWS::EC2::SecurityGroup'));
  if (ids.length === 0) return new Map();
  const { SecurityGroups } = await ec2.describeSecurityGroups({ GroupIds: ids });
  return new Map((SecurityGroups ?? []).map((group) => [group.GroupId, group]));
}
