import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IWorkload } from '../workloads/workload-contract';
import { requireWorkload } from '../workloads/workload-kinds';
import { Connection } from './connection';
import type { ConnectOptions, IMicroservice } from './microservice-contract';
import {
  lookUpRecord,
  parameterPath,
  readRecord,
  requireEnvironmentName,
  type ServiceRecord,
} from './service-parameters';

/** A service of a platform in another app, which is read from the service's parameter. */
export class ImportedMicroservice extends Construct implements IMicroservice {
  public readonly serviceName: string;
  public readonly securityGroups: ec2.ISecurityGroup[];
  private readonly path: string;
  private readonly record?: ServiceRecord;

  constructor(scope: Construct, id: string, environment: string, serviceName: string) {
    super(scope, id);
    requireEnvironmentName(this, 'environment', environment);
    this.serviceName = serviceName;
    this.path = parameterPath(environment, serviceName);
    this.record = lookUpRecord(this, this.path);
    this.securityGroups = (this.record?.securityGroupIds ?? []).map((groupId) =>
      ec2.SecurityGroup.fromSecurityGroupId(this, `SecurityGroup-${groupId}`, groupId),
    );
  }

  public connect(workload: IWorkload, options?: ConnectOptions): void {
    requireWorkload(this, workload);
    if (this.record) {
      Connection.establish({
        ...this.record,
        serviceName: this.serviceName,
        workload,
        capabilities: options?.capabilities,
        parameters: readRecord(this, this.path),
      });
    }
  }
}
