import type { aws_ec2 as ec2, aws_iam as iam, aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import { HTTP_ACTIONS } from '../access/known-access';
import { allow, type Permission } from '../access/permissions';
import type { SecretSetting } from '../access/secret-setting';
import type { IServiceAccess } from '../access/service-access';

/** Properties of the access to an index of a search domain. */
export interface IndexAccessProps {
  readonly connections: ec2.Connections;
  readonly domain: opensearch.IDomain;
  readonly indexName: string;
  /** The settings of a client in addition to the endpoint. */
  readonly settings?: Record<string, string>;
}

/** Access to one index of a search domain. Clients authenticate with an IAM role, so there are no secrets. */
export class IndexAccess implements IServiceAccess {
  public readonly connections: ec2.Connections;
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting> = {};
  public readonly domainArn: string;
  public readonly indexName: string;
  private readonly indexArn: string;

  constructor({ connections, domain, indexName, settings }: IndexAccessProps) {
    this.connections = connections;
    this.settings = { SEARCH_ENDPOINT: domain.domainEndpoint, ...settings };
    this.domainArn = domain.domainArn;
    this.indexName = indexName;
    this.indexArn = `${domain.domainArn}/${indexName}`;
  }

  public get permissions(): Permission[] {
    return [{ actions: HTTP_ACTIONS, resources: [this.indexArn, `${this.indexArn}/*`] }];
  }

  /** Grants all HTTP methods on the index and its paths, but not on the domain or on other indexes. */
  public grantAccess(grantee: iam.IGrantable): void {
    allow(grantee, this.permissions);
  }
}
