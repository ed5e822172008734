import { aws_ec2 as ec2, type aws_kms as kms, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { accessData, withTexts } from '../access/access-data';
import { requireCapabilities } from '../access/capability-rules';
import { egressRules } from '../egress/egress-rules';
import { ServiceEgress } from '../egress/service-egress';
import { ServiceGroup } from '../egress/service-group';
import type { EgressRule } from '../egress/way-to-aws';
import { eventsOf } from '../events/events-of';
import { validateValues } from '../limits/parameter-values';
import { PartLogins } from '../logins/part-logins';
import { allowEgress, allowIngress } from '../naming/security-group-rules';
import { plainText } from '../naming/texts';
import { PublishedValues } from '../parameters/published-values';
import { allowLogGroupsNamed } from '../private/log-group';
import { refuse } from '../private/validation';
import type { IServiceStore } from '../stores/store-contract';
import type { IWorkload } from '../workloads/workload-contract';
import { requireWorkload } from '../workloads/workload-kinds';
import { Connection } from './connection';
import { requireDistinctParameters } from './distinct-parameters';
import { Identities, textOf } from './identities';
import { ImportedMicroservice } from './imported-microservice';
import type { ConnectOptions, IMicroservice } from './microservice-contract';
import type { MicroserviceParameters, MicroserviceProps } from './microservice-props';
import { ownerOf, ownService } from './owned-identities';
import { parameterPath, readRecord, requireEnvironmentName, writeRecord } from './records/service-parameters';
import { CLOSED, type ServiceRecord } from './records/service-record';
import { groupsIn } from './service-groups';
import { requireLaterStack, warnOfExports } from './workload-stack';

/**
 * Creates a service of the platform: its security group, the ingress rule of its store, and its parameters in Parameter
 * Store.
 *
 * Use `connect` for each of its workloads; no other rules or grants are needed.
 *
 * Throws when Parameter Store does not accept the environment's name, when another service of the app has the same
 * parameters, its index, its table or a security group of its store, when no shared part has a capability of the
 * service, and when the service publishes or hears events without the capability to use the message broker.
 *
 * @example
 * import {
 *   AWSProvider,
 *   DatabaseConstruct,
 *   Microservice,
 *   ServiceCatalogue,
 *   ServiceDefinition,
 *   Workload,
 * } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const handler: lambda.Function;
 * const definition: ServiceDefinition = { name: 'reviewservice' };
 * const database = new DatabaseConstruct(stack, 'Database', {
 *   provider: new AWSProvider(),
 *   vpc,
 *   catalogue: ServiceCatalogue.of([definition]),
 * });
 * const reviews = new Microservice(stack, 'Reviews', {
 *   serviceName: 'reviewservice',
 *   vpc,
 *   store: database.store('reviewservice'),
 * });
 * reviews.connect(Workload.lambdaFunction(handler));
 */
export class Microservice extends Construct implements IMicroservice, ec2.IConnectable {
  /**
   * Reads a service of a platform in another app from its parameter `/<environment>/<service>/connection` while this app is
   * synthesized: the apps need no stack exports. The stack needs an `env` with an account and a region. The CDK caches the
   * lookup in cdk.context.json; `cdk context --reset` repeats it.
   *
   * The parameter is data that another app wrote. It must contain what the library writes for the stores and the parts that
   * it knows, in the account and the region of the stack, and what `customStore` declares.
   *
   * Throws when `environment` is not a valid environment name, when `customStore` contains a wildcard, and when the parameter
   * contains another setting, action, port or resource.
   * @param scope the parent construct
   * @param id the construct id
   * @param parameters the names under which the parameters are stored
   */
  public static fromParameters(scope: Construct, id: string, parameters: MicroserviceParameters): IMicroservice {
    return new ImportedMicroservice(scope, id, parameters);
  }

  /** The service's name. */
  public readonly serviceName: string;
  /** The service's own security group, for its workloads. */
  public readonly securityGroup: ec2.SecurityGroup;
  /**
   * The security groups to create the service's workloads with: the service's own group, and the client groups of the
   * shared parts that it uses. Use them in the service's own stack; in every stack, use `securityGroupsFor`.
   */
  public readonly securityGroups: ec2.ISecurityGroup[];
  /** The network connections of the service's own security group. */
  public readonly connections: ec2.Connections;
  /** The service's store; undefined if it has none. */
  public readonly store?: IServiceStore;
  /**
   * The key that encrypts the service's data; undefined if AWS managed or AWS owned keys do. CloudWatch Logs may use it for log
   * groups whose names start with `/<environment>/<service>/`, and for those that you pass to `KeyPolicy.allowLogGroup`.
   */
  public readonly encryptionKey?: kms.IKey;

  /**
   * What the service was given, which `ServiceIsolationValidator` compares with the templates.
   * @internal
   */
  public readonly _record: ServiceRecord;
  /**
   * The names of the services that may have the store too.
   * @internal
   */
  public readonly _sharesStoreWith: readonly string[];
  private readonly path?: string;
  private readonly onConnect?: (workload: IWorkload) => void;

  constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id);
    if (props.environment !== undefined) {
      requireEnvironmentName(this, 'environment', props.environment);
    }
    this.serviceName = props.serviceName;
    this.store = props.store;
    this.encryptionKey = props.encryptionKey;
    this._sharesStoreWith = props.sharesStoreWith ?? [];
    this.onConnect = props._onConnect;
    const { egress = ServiceEgress.OPEN } = props;
    const group = new ServiceGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Belongs to the workloads of ${plainText(props.serviceName)}`,
      isOpen: egress._isOpen,
    });
    this.securityGroup = group;
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup] });
    const toStore = this.allowIngressToStore();
    const uses = this.findUses(props);
    const logins = new PartLogins(this, props);
    const events = eventsOf(props);
    requireCapabilities(this, props.capabilities, { events, search: props.search });
    const ofParts = uses.map(({ capability, part }) => {
      const access = part.accessFor({ serviceName: props.serviceName, capability, events, _logins: logins });
      return { ...accessData(this, access), capability };
    });
    for (const group of (props.sharedParts ?? []).flatMap((part) => part.clientSecurityGroups)) {
      Identities.of(this).share(textOf(this, group.securityGroupId));
    }
    this.securityGroups = [this.securityGroup, ...uses.flatMap(({ part }) => part.clientSecurityGroups)];
    const record: ServiceRecord = {
      account: Stack.of(this).account,
      region: Stack.of(this).region,
      vpcId: props.vpc.vpcId,
      securityGroupIds: this.securityGroups.map(({ securityGroupId }) => securityGroupId),
      accesses: [...(props.store ? [accessData(this, props.store)] : []), ...ofParts],
      ...(!egress._isOpen && { egress: CLOSED }),
    };
    if (!egress._isOpen) {
      this.close(group, { ...props, egress }, record, toStore);
    }
    ownService(
      { owner: ownerOf(this, this.serviceName, record), user: this, sharesWith: this._sharesStoreWith },
      record,
    );
    if (props.environment === undefined) {
      this._record = record;
    } else {
      this.path = parameterPath(props.environment, props.serviceName);
      requireDistinctParameters(this, this.path, {
        prop: 'serviceName',
        got: props.serviceName,
        kind: `service of ${props.environment}`,
      });
      this._record = this.publish(record, this.path);
      if (this.encryptionKey) {
        allowLogGroupsNamed(this.encryptionKey, `${this.path}/*`);
      }
    }
  }

  /**
   * Returns the security groups to create a workload with, for the stack that the workload is in.
   *
   * Rules of the service's own group, such as those that a load balancer adds, are written in that stack, so that the stack
   * of the service does not refer to it. The client groups take no rules, because the workloads of other services have
   * them too.
   * @param scope a construct in the stack of the workload, such as the stack itself
   */
  public securityGroupsFor(scope: Construct): ec2.ISecurityGroup[] {
    return groupsIn(scope, this);
  }

  /**
   * Connects a workload to everything that the service uses: adds security group rules, grants the least IAM
   * permissions, and passes settings and secrets. Connecting it again changes nothing.
   *
   * A role of the app gets one customer managed policy for each service that it works for. An imported role gets an
   * inline policy.
   *
   * Throws when the workload is not an `IWorkload`, is already connected to another service, is in another account,
   * region or VPC, is in a stack that is deployed before the stack of the service, has a role of another account, has no VPC
   * although it needs one, runs a container that already has another secret of a name that the service uses, has a role, a
   * task definition or a security group of another service although `sharesWith` does not name it, has only security
   * groups that several services share, has a role that must not be changed although `permissionsGrantedElsewhere` is not
   * set, when the service does not have one of the selected capabilities, and when its store has no login for migrations
   * although `storeRole` selects it.
   * @param workload the workload, created by a factory of `Workload`
   * @param options the capabilities that the workload uses
   */
  public connect(workload: IWorkload, options?: ConnectOptions): void {
    requireWorkload(this, workload);
    requireLaterStack(this, workload);
    if (this.path === undefined) {
      warnOfExports(this, workload);
    }
    Connection.establish({
      ...this._record,
      serviceName: this.serviceName,
      workload,
      ...options,
      parameters: this.path === undefined ? undefined : readRecord(this, this.path),
    });
    this.onConnect?.(workload);
  }

  /** Writes the record to a parameter, and its values to another one, from which other stacks of the app read them. */
  private publish(record: ServiceRecord, path: string): ServiceRecord {
    const values = new PublishedValues(this, 'Values', `${path}/values`);
    validateValues(values, 'store');
    const publish = (text: string) => values.publish(text);
    for (const group of this.securityGroups) {
      values.publishProperties(group, 'securityGroupId');
    }
    const { encryptionKey: key, node } = this;
    if (key && node.scope && key.node.scopes.includes(node.scope)) {
      values.publishProperties(key, 'keyArn', 'keyId'); // of the platform, and not a key of the user
    }
    const published = {
      ...record,
      vpcId: publish(record.vpcId),
      securityGroupIds: record.securityGroupIds.map(publish),
      accesses: record.accesses.map((access) => withTexts(access, publish)),
    };
    writeRecord(this, path, published);
    return published;
  }

  /** Closes the way out of the group, except for what the service uses alone and for the peers of the user. */
  private close(
    group: ServiceGroup,
    { vpc, egress, _publish }: MicroserviceProps & { readonly egress: ServiceEgress },
    { accesses }: ServiceRecord,
    toStore: EgressRule[],
  ): void {
    const actions = accesses.flatMap(({ permissions }) => permissions.flatMap((permission) => permission.actions));
    const usesTables = actions.some((action) => action.startsWith('dynamodb:'));
    const rules = egressRules(this, { serviceName: this.serviceName, vpc, egress, usesTables });
    group.allowOnly([...toStore, ...rules], _publish);
  }

  /**
   * Allows the service to connect to its store. Returns the rules for the way out of its group.
   *
   * The rules for a group of another stack are in that stack, which is deployed after this one: this stack must not refer to it.
   */
  private allowIngressToStore(): EgressRule[] {
    const { securityGroups = [], defaultPort: port } = this.store?.connections ?? {};
    if (!port) {
      return [];
    }
    const isLater = (group: ec2.ISecurityGroup) =>
      Stack.of(group) !== Stack.of(this) && Token.isUnresolved(group.securityGroupId);
    for (const group of securityGroups) {
      allowIngress(group, this.securityGroup, port, `From the workloads of ${plainText(this.serviceName)}`);
      if (isLater(group)) {
        allowEgress(this.securityGroup, group, port, 'To the store');
      }
    }
    return securityGroups
      .filter((group) => !isLater(group))
      .map((peer) => ({ peer, port, description: 'To the store' }));
  }

  /** Finds the shared part of each capability. */
  private findUses({ capabilities = [], sharedParts = [] }: MicroserviceProps) {
    return capabilities.map((capability) => {
      const part = sharedParts.find((candidate) => candidate.capabilities.includes(capability));
      if (part === undefined) {
        throw refuse(this, {
          prop: 'sharedParts',
          gotInWords: 'none with this capability',
          allowed: `parts that include one with the capability ${capability}, which ${this.serviceName} has`,
          fix: `Add the part to \`sharedParts\`, or remove the capability from ${this.serviceName}.`,
        });
      }
      return { capability, part };
    });
  }
}
