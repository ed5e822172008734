import { aws_ec2 as ec2, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { createClientGroup } from '../networking/client-access';
import { brokerAccess, sharedLogin } from './broker-access';
import type { BrokerAttributes, IBroker } from './broker-contract';

/** An existing broker. The library creates only a security group for its clients. */
export class ImportedBroker extends Construct implements IBroker {
  public readonly capabilities = [Capability.MESSAGING];
  public readonly secret: secretsmanager.ISecret;
  public readonly clientSecurityGroup: ec2.ISecurityGroup;
  public readonly connections: ec2.Connections;
  public readonly endpoint: string;

  constructor(scope: Construct, id: string, attributes: BrokerAttributes, port: number) {
    super(scope, id);
    const { vpc, securityGroup } = attributes;
    this.secret = attributes.secret;
    this.clientSecurityGroup = createClientGroup(this, { vpc, port, part: 'broker' }, securityGroup);
    this.connections = new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.tcp(port) });
    this.endpoint = attributes.endpoint;
  }

  public get clientSecurityGroups(): ec2.ISecurityGroup[] {
    return [this.clientSecurityGroup];
  }

  public accessFor(_client: SharedPartClient): IServiceAccess {
    return brokerAccess(this, sharedLogin(this.secret));
  }
}
