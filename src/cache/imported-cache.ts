import { aws_ec2 as ec2, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { createClientGroup } from '../networking/client-access';
import { cacheAccess } from './cache-access';
import type { CacheAttributes, ICache } from './cache-contract';

/** An existing cache. The library creates only a security group for its clients. */
export class ImportedCache extends Construct implements ICache {
  public readonly capabilities = [Capability.CACHE];
  public readonly secret: secretsmanager.ISecret;
  public readonly clientSecurityGroup: ec2.ISecurityGroup;
  public readonly connections: ec2.Connections;
  public readonly endpointAddress: string;
  public readonly readerEndpointAddress: string;
  public readonly endpointPort: string;

  constructor(scope: Construct, id: string, attributes: CacheAttributes, port: number) {
    super(scope, id);
    const { vpc, securityGroup } = attributes;
    this.secret = attributes.secret;
    this.clientSecurityGroup = createClientGroup(this, { vpc, port, part: 'cache' }, securityGroup);
    this.connections = new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.tcp(port) });
    this.endpointAddress = attributes.endpointAddress;
    this.readerEndpointAddress = attributes.readerEndpointAddress ?? attributes.endpointAddress;
    this.endpointPort = String(port);
  }

  public get clientSecurityGroups(): ec2.ISecurityGroup[] {
    return [this.clientSecurityGroup];
  }

  public accessFor(_client: SharedPartClient): IServiceAccess {
    return cacheAccess(this);
  }
}
