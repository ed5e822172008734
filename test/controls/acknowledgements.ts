import { CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding that the code acknowledges with a reason, at the path of a construct. */
export interface Acknowledged {
  readonly rule: string;
  readonly reason: string;
  readonly path: string;
}

/** Returns the acknowledged findings of cdk-nag in a construct tree. They are in the metadata of the constructs. */
export function acknowledgedInTree(root: IConstruct): Acknowledged[] {
  const key = Validations.ACKNOWLEDGED_RULES_METADATA_KEY;
  return root.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === key)
      .flatMap(({ data }) => Object.entries<string>(data))
      .filter(([id]) => PREFIX.test(id))
      .map(([id, reason]) => ({ rule: id.replace(PREFIX, ''), reason, path: node.path })),
  );
}

/** Returns the acknowledged findings of checkov in a construct tree. They are in the metadata of the resources. */
export function acknowledgedInTemplates(root: IConstruct): Acknowledged[] {
  return root.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .flatMap(({ node, cfnOptions }) => {
      const skipped: Array<{ id: string; comment: string }> = cfnOptions.metadata?.checkov?.skip ?? [];
      return skipped.map(({ id, comment }) => ({ rule: id, reason: comment, path: node.path }));
    });
}

/** The prefix that src/private/acknowledge.ts writes. The CDK's acknowledgements of its own rules have another prefix. */
const PREFIX = /^annotation::/i;
