// Reads the physical ids and the outputs of stacks from CloudFormation.

import { allPages } from '../aws/clients.mjs';

/** Returns a stack as { name, ids(type), outputs }. */
export async function readStack(cloudformation, name) {
  const resources = await allPages(
    (NextToken) => cloudformation.listStackResources({ StackName: name, NextToken }),
    (page) => page.StackResourceSummaries,
  );
  const { Stacks } = await cloudformation.describeStacks({ StackName: name });
  const outputs = (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
  return {
    name,
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
