import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import type { IWorkload } from '../workloads/workload-contract';
import { requireWorkload } from '../workloads/workload-kinds';
import { Connection } from './connection';
import type { ConnectOptions, IMicroservice } from './microservice-contract';
import type { MicroserviceParameters } from './microservice-props';
import { ownerOf, ownService } from './owned-identities';
import type { CustomStoreAccess } from './records/custom-store-access';
import { lookUpRecord, parameterPath, readRecord, requireEnvironmentName } from './records/service-parameters';
import { CLOSED, type ServiceRecord } from './records/service-record';
import { groupsIn } from './service-groups';

/** A service of a platform in another app, which is read from the service's parameter. */
export class ImportedMicroservice extends Construct implements IMicroservice {
  public readonly serviceName: string;
  public readonly securityGroups: ec2.ISecurityGroup[];
  private readonly path: string;
  private readonly record?: ServiceRecord;
  private readonly sharesStoreWith: string[];

  constructor(scope: Construct, id: string, props: MicroserviceParameters) {
    super(scope, id);
    const { environment, serviceName, customStore, sharesStoreWith = [] } = props;
    requireEnvironmentName(this, 'environment', environment);
    if (customStore) {
      requireCustomStore(this, customStore);
    }
    this.serviceName = serviceName;
    this.sharesStoreWith = sharesStoreWith;
    this.path = parameterPath(environment, serviceName);
    this.record = lookUpRecord(this, props);
    this.securityGroups = (this.record?.securityGroupIds ?? []).map((groupId) =>
      ec2.SecurityGroup.fromSecurityGroupId(this, `SecurityGroup-${groupId}`, groupId, {
        mutable: groupId === this.record?.securityGroupIds[0], // other services carry the groups of clients too
        allowAllOutbound: this.record?.egress !== CLOSED,
      }),
    );
    if (this.record) {
      ownService(
        { owner: ownerOf(this, serviceName, this.record), user: this, sharesWith: sharesStoreWith },
        this.record,
      );
    }
  }

  public securityGroupsFor(scope: Construct): ec2.ISecurityGroup[] {
    return groupsIn(scope, this);
  }

  public connect(workload: IWorkload, options?: ConnectOptions): void {
    requireWorkload(this, workload);
    if (this.record) {
      Connection.establish({
        ...this.record,
        serviceName: this.serviceName,
        workload,
        ...options,
        sharesStoreWith: this.sharesStoreWith,
        parameters: readRecord(this, this.path),
      });
    }
  }
}

/** Rejects actions with wildcards, and names that are no names of environment variables. */
function requireCustomStore(scope: IConstruct, { actions, settings = [] }: CustomStoreAccess): void {
  const action = actions.find((candidate) => !/^[a-z0-9-]+:\w+$/.test(candidate));
  if (action !== undefined) {
    throw refuse(scope, {
      prop: 'customStore.actions',
      got: action,
      allowed: 'actions without wildcards',
      fix:
        'Name each action with its service, for example s3:GetObject. A store that grants patterns, as `bucket.grantRead` does, ' +
        'must first grant single actions with `iam.Grant.addToPrincipal`.',
    });
  }
  const name = settings.find((candidate) => !/^[A-Z_][A-Z0-9_]*$/i.test(candidate));
  if (name !== undefined) {
    throw refuse(scope, {
      prop: 'customStore.settings',
      got: name,
      allowed: 'names of environment variables',
      fix: 'Use letters, digits and underscores, for example BUCKET_NAME.',
    });
  }
}
