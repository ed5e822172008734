import { aws_ec2 as ec2, type aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { createClientGroup } from '../networking/client-access';
import { IndexAccess } from './index-access';
import type { ISearch, SearchAttributes } from './search-contract';

/** An existing domain. The library creates only a security group for its clients. */
export class ImportedSearch extends Construct implements ISearch {
  public readonly capabilities = [Capability.SEARCH];
  public readonly domain: opensearch.IDomain;
  public readonly clientSecurityGroup: ec2.ISecurityGroup;
  public readonly connections: ec2.Connections;
  public readonly endpoint: string;

  constructor(scope: Construct, id: string, { vpc, securityGroup, domain }: SearchAttributes, port: number) {
    super(scope, id);
    this.domain = domain;
    this.clientSecurityGroup = createClientGroup(this, { vpc, port, part: 'search domain' }, securityGroup);
    this.connections = new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.tcp(port) });
    this.endpoint = domain.domainEndpoint;
  }

  public get clientSecurityGroups(): ec2.ISecurityGroup[] {
    return [this.clientSecurityGroup];
  }

  public accessFor(client: SharedPartClient): IServiceAccess {
    return new IndexAccess({ connections: this.connections, domain: this.domain, indexName: client.serviceName });
  }
}
