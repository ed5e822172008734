import { CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding that was taken as it is, where that was said. */
export interface Acknowledged {
  readonly rule: string;
  readonly reason: string;
  readonly path: string;
}

/** The acknowledgements in a tree of rules of cdk-nag, which are in the metadata of constructs. */
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

/** The acknowledgements in a tree of checks of checkov, which are in the metadata of resources. */
export function acknowledgedInTemplates(root: IConstruct): Acknowledged[] {
  return root.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .flatMap(({ node, cfnOptions }) => {
      const skipped: Array<{ id: string; comment: string }> = cfnOptions.metadata?.checkov?.skip ?? [];
      return skipped.map(({ id, comment }) => ({ rule: id, reason: comment, path: node.path }));
    });
}

/** What src/private/acknowledge.ts writes; acknowledgements that the CDK makes of its own rules have another. */
const PREFIX = /^annotation::/i;
