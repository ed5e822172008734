// The stacks in an emulator.

import { allPages } from '../aws/clients.mjs';

/** The stack of `cdk bootstrap`, which belongs to no app. */
const BOOTSTRAP = 'CDKToolkit';

/** Returns the stacks of apps, without the nested ones: { name, status, updated }. */
export async function deployedStacks(cloudformation) {
  const stacks = await allPages(
    (NextToken) => cloudformation.describeStacks({ NextToken }),
    (page) => page.Stacks,
  );
  return stacks
    .filter(({ StackName, ParentId }) => StackName !== BOOTSTRAP && !ParentId)
    .map((it) => ({ name: it.StackName, status: it.StackStatus, updated: it.LastUpdatedTime ?? it.CreationTime }));
}
