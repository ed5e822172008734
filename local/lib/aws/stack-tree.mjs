// A stack and its nested stacks, as CloudFormation lists their resources.

import { allPages } from './clients.mjs';

const STACK = 'AWS::CloudFormation::Stack';

/** Returns a stack and the nested stacks in it, at any depth, each as { name, summaries }: those of its resources. */
export async function stackTree(cloudformation, name) {
  const summaries = await allPages(
    (NextToken) => cloudformation.listStackResources({ StackName: name, NextToken }),
    (page) => page.StackResourceSummaries,
  );
  const tree = [{ name, summaries }];
  for (const { ResourceType, ResourceStatus, PhysicalResourceId } of summaries) {
    const exists = PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE';
    if (ResourceType === STACK && exists) tree.push(...(await stackTree(cloudformation, PhysicalResourceId)));
  }
  return tree;
}
