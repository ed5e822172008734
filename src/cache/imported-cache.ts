import { aws_ec2 as ec2, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { Authentication } from '../logins/authentication';
import { createClientGroup } from '../networking/client-access';
import { refuse } from '../private/validation';
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

  public accessFor({ serviceName, _logins: logins }: SharedPartClient): IServiceAccess {
    if (logins?.authentication === Authentication.IAM) {
      throw refuse(this, {
        prop: 'logins.authentication',
        got: logins.authentication,
        allowed: `Authentication.PASSWORD for ${serviceName}, because the library creates no users in an existing cache`,
        fix: 'Set `logins.authentication` of the service to Authentication.PASSWORD, or let the library create the cache.',
      });
    }
    return cacheAccess(this, undefined, this.secret);
  }
}
