import {
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_logs as logs,
  type aws_opensearchservice as opensearch,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Capability } from '../access/capability';
import { PartsAccess } from '../access/parts-access';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { requireSupportedEngine } from '../engines/engine-rules';
import { OPENSEARCH } from '../engines/engine-table';
import type { IMonitored } from '../monitoring/monitored';
import { createClientAccess } from '../networking/client-access';
import { layered } from '../private/layered';
import { snapshotAsRetain } from '../private/removal-policies';
import { subnetsByZone } from '../private/subnets';
import { isPending } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { createAdministratorRole } from './administrator-role';
import { createDomain, nameOfDomain } from './domain';
import { alarmsOfDomain, type MonitoredDomain } from './domain-alarms';
import { graphsOfDomain } from './domain-graphs';
import { DomainLogins } from './domain-logins';
import { createDomainLogs, createLogsResourcePolicy, loggingOptions } from './domain-logs';
import { DomainMetrics } from './domain-metrics';
import {
  replicasOf,
  requireLegalDomain,
  requireMasterUser,
  requireOneAdministrator,
  requireRoleName,
} from './domain-rules';
import { ImportedSearch } from './imported-search';
import { IndexAccess } from './index-access';
import type { ISearch, SearchAttributes } from './search-contract';
import { OpenSearchServiceLinkedRole, type SearchOptions } from './search-options';
import { IndexesOfServices } from './service-indexes';
import { type RequiredRole, requireServiceLinkedRole } from './service-linked-role';

/** Props of `SearchConstruct`. */
export interface SearchConstructProps extends SearchOptions {
  /** The environment provider, which supplies the defaults of the other props. */
  readonly provider: IEnvironmentProvider;
  /** The VPC of the domain. */
  readonly vpc: ec2.IVpc;
}

/**
 * Creates an OpenSearch domain in a VPC, with fine-grained access control, and with encryption at rest, between nodes
 * and to clients.
 *
 * Each `Microservice` with `Capability.SEARCH` has a role on the domain for its own indexes: the one with its name, that of its
 * store, and those whose names continue one of them after a dot. Its workloads assume the IAM role `SEARCH_ROLE_ARN`, and
 * sign their requests with it. A function creates these roles, and sets audit events, slow logs and the copies of new indexes
 * once.
 *
 * The administrator is an IAM role, so there is no password to store. Only the `administrators` and the function may assume it.
 * People assume it to use OpenSearch Dashboards: through a VPN or a tunnel to the VPC, and a proxy that signs their requests,
 * such as aws-sigv4-proxy, or with Amazon Cognito or SAML, which the app sets on `domain`. For people who may see the indexes of
 * one service, pass a role of theirs as `search.roleArns` of that service. The domain
 * allows ingress on port 443 only from `clientSecurityGroup`, and from the peers that you allow through `connections`. Slow
 * searches, slow indexing, errors and audit events each have a log group; one resource policy allows OpenSearch Service to
 * write to the four of them. The stack creates the service-linked role of OpenSearch Service if the account does not have
 * it (see `serviceLinkedRole`).
 *
 * Throws when the numbers of nodes and zones do not fit together, when a number is out of range, when the engine
 * version is past its end of support, when the version or a standby does not support an instance type, when the library
 * does not list one of them (see `allowUnlisted`), when `masterUserArn` is not the ARN of an IAM role, when
 * `administrators` are set beside it, and when the VPC has fewer zones than the domain. A service
 * throws when one of its indexes is one of another service, or continues its name after a dot.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html
 * @example
 * import { DevelopmentProvider, SearchConstruct } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const catalogue: ec2.SecurityGroup;
 * const search = new SearchConstruct(stack, 'Search', { provider: new DevelopmentProvider(), vpc, volumeSize: 20 });
 * const connections: ec2.Connections = search.connections;
 * connections.allowDefaultPortFrom(catalogue);
 */
export class SearchConstruct extends DomainMetrics implements ISearch {
  /**
   * Imports an existing domain. The domain does not change; its security group allows ingress from a new security group
   * for clients.
   * @param scope the parent construct
   * @param id the construct id
   * @param attributes the attributes of the domain
   */
  public static fromSearchAttributes(scope: Construct, id: string, attributes: SearchAttributes): ISearch {
    return new ImportedSearch(scope, id, attributes, HTTPS_PORT);
  }

  /** The capability with which a service may use the domain. */
  public readonly capabilities = [Capability.SEARCH];
  /** The domain. */
  public readonly domain: opensearch.IDomain;
  /**
   * The role that administers the domain; undefined when `masterUserArn` is set. The `administrators` may assume it, and the
   * principals of statements that you add to its `assumeRolePolicy`.
   */
  public readonly adminRole?: iam.Role;
  /** The security group of the domain. */
  public readonly securityGroup: ec2.SecurityGroup;
  /** The security group from which the domain allows ingress; attach it to clients. */
  public readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The connections of the domain, on port 443, to allow ingress from further peers. */
  public readonly connections: ec2.Connections;
  /** The log group of slow searches. */
  public readonly slowSearchLogGroup: logs.LogGroup;
  /** The log group of slow indexing. */
  public readonly slowIndexLogGroup: logs.LogGroup;
  /** The log group of errors. */
  public readonly applicationLogGroup: logs.LogGroup;
  /** The log group of audit events. */
  public readonly auditLogGroup: logs.LogGroup;
  /** The resource policy of the log groups; undefined when the prop `logsResourcePolicy` is false. */
  public readonly logsResourcePolicy?: logs.ResourcePolicy;
  /** The host name of the domain; clients use HTTPS on port 443. */
  public readonly endpoint: string;
  /**
   * The role of the function that gives services their rights. The trust policy of the role in `masterUserArn` must allow it
   * to assume that role.
   */
  public readonly loginRole: iam.IRole;
  /**
   * What roles of services in other stacks refer to.
   * @internal
   */
  public readonly _loginReferences: readonly string[];

  /** @internal */
  protected readonly _domainName: string;
  private readonly logins: DomainLogins;
  private readonly size: MonitoredDomain;
  private readonly indexes: IndexesOfServices;

  constructor(scope: Construct, id: string, props: SearchConstructProps) {
    super(scope, id);
    const { search, retention } = ResolvedEnvironment.of(this, props.provider);
    const { engineVersion, ...topology } = layered(search, props);
    const removalPolicy = snapshotAsRetain(props.removalPolicy ?? retention.removalPolicy);
    requireLegalDomain(this, topology);
    if (props.masterUserArn !== undefined) {
      requireMasterUser(this, props.masterUserArn);
      requireOneAdministrator(this, props.administrators);
    }
    const { dataNodeInstanceType, masterNodeInstanceType, multiAzWithStandby } = topology;
    requireSupportedEngine(this, OPENSEARCH, {
      version: engineVersion.version.replace('OpenSearch_', ''),
      instanceTypes: { dataNodeInstanceType, masterNodeInstanceType },
      mode: multiAzWithStandby ? 'with standby' : 'without standby',
      allowUnlisted: props.allowUnlisted,
    });

    const { securityGroup, clientSecurityGroup, connections } = createClientAccess(this, {
      vpc: props.vpc,
      port: HTTPS_PORT,
      part: 'search domain',
      removalPolicy,
    });
    this.securityGroup = securityGroup;
    this.clientSecurityGroup = clientSecurityGroup;
    this.connections = connections;

    const logGroupProps = { retention: retention.logRetention, removalPolicy, encryptionKey: props.encryptionKey };
    const domainLogs = createDomainLogs(this, logGroupProps);
    this.slowSearchLogGroup = domainLogs.slowSearch;
    this.slowIndexLogGroup = domainLogs.slowIndex;
    this.applicationLogGroup = domainLogs.application;
    this.auditLogGroup = domainLogs.audit;
    if (props.logsResourcePolicy ?? true) {
      this.logsResourcePolicy = createLogsResourcePolicy(this, domainLogs, removalPolicy);
    }

    let { masterUserArn } = props;
    if (masterUserArn === undefined) {
      this.adminRole = createAdministratorRole(this, props.administrators ?? [], removalPolicy);
      masterUserArn = this.adminRole.roleArn;
    }

    this.domain = createDomain(this, topology, {
      vpc: props.vpc,
      subnets: this.subnets(props, topology.zones),
      securityGroup,
      encryptionKey: props.encryptionKey,
      engineVersion: isPending(engineVersion.version) ? search.engineVersion : engineVersion,
      masterUserArn,
      logging: loggingOptions(domainLogs),
      removalPolicy,
    });
    this._domainName = nameOfDomain(this);
    this.size = { ...topology, domainName: this._domainName };
    this.endpoint = this.domain.domainEndpoint;
    this.logins = new DomainLogins(this, 'Logins', {
      ...logGroupProps,
      logRetention: retention.logRetention,
      domainArn: this.domain.domainArn,
      endpoint: this.endpoint,
      administratorArn: masterUserArn,
      replicas: replicasOf(topology),
      slowRequests: engineVersion.version !== 'OpenSearch_2.11',
      vpc: props.vpc,
      connection: { securityGroup, port: ec2.Port.tcp(HTTPS_PORT) },
    });
    this.loginRole = this.logins.role;
    this.adminRole?.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        actions: ['sts:AssumeRole'],
        principals: [new iam.ArnPrincipal(this.loginRole.roleArn)],
      }),
    );
    this.indexes = new IndexesOfServices(this, this.domain.domainArn);
    this._loginReferences = this.logins.references;
    this.createBeforeDomain(
      requireServiceLinkedRole(this, {
        mode: props.serviceLinkedRole ?? OpenSearchServiceLinkedRole.ENSURE,
        logs: logGroupProps,
      }),
    );
  }

  /** The security groups that a service's workloads need to reach the domain: `clientSecurityGroup`. */
  public get clientSecurityGroups(): ec2.ISecurityGroup[] {
    return [this.clientSecurityGroup];
  }

  /**
   * Returns the access of one service to the domain: to the index that has the name of the service, to that of its store, and
   * to those whose names continue one of them after a dot.
   *
   * A `Microservice` gets a role that its workloads assume. Others get permissions on the index with the name of the service
   * for their own role, which the domain refuses until somebody maps it.
   * @param client the service
   */
  public accessFor(client: SharedPartClient): IServiceAccess {
    const { connections, domain, logins, endpoint } = this;
    const { serviceName, _logins: own } = client;
    const byOwnRole = new IndexAccess({ connections, domain, indexName: serviceName });
    if (own === undefined) {
      return byOwnRole;
    }
    requireRoleName(this, serviceName);
    const { settings, secrets, permissions } = logins.createLogin(own, serviceName, this.indexes.add(serviceName, own));
    const kept = own.sharedLogins === true ? byOwnRole.permissions : [];
    return new PartsAccess(connections, {
      settings: { SEARCH_ENDPOINT: endpoint, ...settings },
      secrets,
      permissions: [...kept, ...permissions],
    });
  }

  /** The alarms and graphs of the domain. */
  public get monitored(): IMonitored | undefined {
    const graphs = graphsOfDomain(this, this.size, this.slowSearchLogGroup.logGroupName);
    return { alarms: alarmsOfDomain(this, this.size), graphs };
  }

  /**
   * Creates the domain after what OpenSearch Service checks at its creation.
   *
   * CloudWatch Logs and IAM apply a change some time after they confirm it, and OpenSearch Service rejects a domain until
   * then. Between the resource policy and the domain, CloudFormation therefore creates the roles, for each of which it
   * waits, and the custom resource.
   */
  private createBeforeDomain({ resource, functionRole }: RequiredRole): void {
    const roles = [...(this.adminRole ? [this.adminRole] : []), this.loginRole, functionRole];
    if (this.logsResourcePolicy) {
      for (const role of roles) {
        role.node.addDependency(this.logsResourcePolicy);
      }
      this.domain.node.addDependency(this.logsResourcePolicy);
    }
    resource.node.addDependency(...roles);
    this.domain.node.addDependency(resource);
  }

  private subnets(props: SearchConstructProps, zones: number): ec2.ISubnet[] {
    return subnetsByZone(this, {
      vpc: props.vpc,
      subnets: props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      zones,
      exact: true,
      part: `a search domain in ${zones} zone${zones > 1 ? 's' : ''}`,
      fewerZones: 'Or set `zones` to the number of available zones, and `multiAzWithStandby` to false.',
    });
  }
}

const HTTPS_PORT = 443;
