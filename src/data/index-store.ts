import { aws_ec2 as ec2, type aws_iam as iam, type aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { HTTP_ACTIONS } from '../private/opensearch-actions';
import { allow } from '../private/permissions';
import { requireMatch } from '../private/validation';
import type { IServiceStore, SecretSetting } from './store';

/** An index on an OpenSearch domain. */
export class IndexStore implements IServiceStore {
  public readonly connections: ec2.Connections;
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting> = {};

  constructor(
    private readonly domain: opensearch.IDomain,
    private readonly indexName: string,
    securityGroups: ec2.ISecurityGroup[] = [],
  ) {
    this.connections = new ec2.Connections({
      securityGroups,
      defaultPort: securityGroups.length > 0 ? ec2.Port.HTTPS : undefined,
    });
    this.settings = { SEARCH_ENDPOINT: domain.domainEndpoint, SEARCH_INDEX: indexName };
  }

  /** Every HTTP method on the index and what is below it; nothing on the domain or on another index. */
  public grantAccess(grantee: iam.IGrantable): void {
    const indexArn = `${this.domain.domainArn}/${this.indexName}`;
    allow(grantee, [{ actions: HTTP_ACTIONS, resources: [indexArn, `${indexArn}/*`] }]);
  }
}

/**
 * Refuses an index name that OpenSearch would refuse, or hide; a token passes.
 * @see https://docs.opensearch.org/latest/api-reference/index-apis/create-index/#index-naming-restrictions
 */
export function requireIndexName(scope: IConstruct, name: string): void {
  requireMatch(
    scope,
    'indexName',
    name,
    /^[a-z0-9][a-z0-9._-]{0,254}$/,
    'a name of 1 to 255 lower-case letters, digits, dots, hyphens and underscores that starts with a letter or a digit',
    'Rename the index, for example to products.',
  );
}
