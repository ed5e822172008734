import {
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_logs as logs,
  Names,
  aws_opensearchservice as opensearch,
  type RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { requireSupportedEngine } from '../engines/engine-rules';
import { OPENSEARCH } from '../engines/engine-table';
import { createClientAccess } from '../networking/client-access';
import { acknowledge } from '../private/acknowledge';
import { cfnResource } from '../private/cfn-resource';
import { layered } from '../private/layered';
import { snapshotAsRetain } from '../private/removal-policies';
import { subnetsByZone } from '../private/subnets';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { createDomainLogs, createLogsResourcePolicy, publishTo } from './domain-logs';
import { type DomainTopology, requireLegalDomain, requireMasterUser } from './domain-rules';
import { ImportedSearch } from './imported-search';
import { HTTP_ACTIONS, IndexAccess } from './index-access';
import type { ISearch, SearchAttributes } from './search-contract';
import type { SearchOptions } from './search-options';

/** Props of `SearchConstruct`. */
export interface SearchConstructProps extends SearchOptions {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
  /** The VPC to place the domain in. */
  readonly vpc: ec2.IVpc;
}

/**
 * An OpenSearch domain in a VPC, with fine-grained access control, encrypted at rest, between nodes and to clients.
 *
 * Its administrator is an IAM role, so there is no password to keep. The domain admits whoever carries
 * `clientSecurityGroup`, or is let in through `connections`, on port 443, and nobody else. Slow searches, slow indexing,
 * errors and audits go to log groups of their own, which one resource policy opens to the service.
 *
 * Throws when sizes and zones do not go together, when the version has ended, when an instance type does not go with the
 * version or a standby, when the library does not know one of them, and when the VPC has fewer zones than the domain.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html
 * @example
 * import { DevelopmentProvider, SearchConstruct } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const catalogue: ec2.Connections;
 * const search = new SearchConstruct(stack, 'Search', { provider: new DevelopmentProvider(), vpc, volumeSize: 20 });
 * search.connections.allowDefaultPortFrom(catalogue);
 */
export class SearchConstruct extends Construct implements ISearch {
  /**
   * A domain that you run already: it is left as it is, but that its security group admits a new group for clients.
   * @param scope where the group is placed
   * @param id its id
   * @param attributes what the domain is
   */
  public static fromSearchAttributes(scope: Construct, id: string, attributes: SearchAttributes): ISearch {
    return new ImportedSearch(scope, id, attributes, HTTPS_PORT);
  }

  /** The capability that lets a service use the domain. */
  public readonly capabilities = [Capability.SEARCH];
  /** The domain. */
  public readonly domain: opensearch.IDomain;
  /** The role that administers the domain; undefined where `masterUserArn` names another. */
  public readonly adminRole?: iam.Role;
  /** The domain's own security group. */
  public readonly securityGroup: ec2.SecurityGroup;
  /** The security group to carry for being let in. */
  public readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** Who is let in, on port 443. */
  public readonly connections: ec2.Connections;
  /** Log of slow searches. */
  public readonly slowSearchLogGroup: logs.LogGroup;
  /** Log of slow indexing. */
  public readonly slowIndexLogGroup: logs.LogGroup;
  /** Log of errors. */
  public readonly applicationLogGroup: logs.LogGroup;
  /** Log of who did what. */
  public readonly auditLogGroup: logs.LogGroup;
  /** The resource policy for the log groups; undefined where `logsResourcePolicy` is false. */
  public readonly logsResourcePolicy?: logs.ResourcePolicy;
  /** The service-linked role; undefined unless `serviceLinkedRole` asks for it. */
  public readonly serviceLinkedRole?: iam.CfnServiceLinkedRole;
  /** The host name of the domain; clients speak HTTPS on port 443. */
  public readonly endpoint: string;

  constructor(scope: Construct, id: string, props: SearchConstructProps) {
    super(scope, id);
    const { search, retention } = ResolvedEnvironment.of(this, props.provider);
    const { engineVersion, ...topology } = layered(search, props);
    const removalPolicy = snapshotAsRetain(props.removalPolicy ?? retention.removalPolicy);
    requireLegalDomain(this, topology);
    if (props.masterUserArn !== undefined) {
      requireMasterUser(this, props.masterUserArn);
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
    let { masterUserArn } = props;
    if (masterUserArn === undefined) {
      this.adminRole = this.createAdminRole();
      masterUserArn = this.adminRole.roleArn;
    }

    const domainLogs = createDomainLogs(this, {
      retention: retention.logRetention,
      removalPolicy,
      encryptionKey: props.encryptionKey,
    });
    this.slowSearchLogGroup = domainLogs.slowSearch;
    this.slowIndexLogGroup = domainLogs.slowIndex;
    this.applicationLogGroup = domainLogs.application;
    this.auditLogGroup = domainLogs.audit;

    this.domain = this.createDomain(props, topology, {
      engineVersion,
      masterUserArn,
      logging: publishTo(domainLogs),
      removalPolicy,
    });
    this.endpoint = this.domain.domainEndpoint;

    if (props.logsResourcePolicy ?? true) {
      this.logsResourcePolicy = createLogsResourcePolicy(this, domainLogs);
      this.domain.node.addDependency(this.logsResourcePolicy);
    }
    if (props.serviceLinkedRole) {
      this.serviceLinkedRole = new iam.CfnServiceLinkedRole(this, 'ServiceLinkedRole', {
        awsServiceName: 'opensearchservice.amazonaws.com',
      });
      this.domain.node.addDependency(this.serviceLinkedRole);
    }
  }

  /** The security groups that a service's workloads carry to reach the domain: the one for clients. */
  public get clientSecurityGroups(): ec2.ISecurityGroup[] {
    return [this.clientSecurityGroup];
  }

  /**
   * The access of one service to the domain: the index of the service's name, and no other.
   * @param client the service
   */
  public accessFor(client: SharedPartClient): IServiceAccess {
    return new IndexAccess({ connections: this.connections, domain: this.domain, indexName: client.serviceName });
  }

  private createDomain(
    props: SearchConstructProps,
    topology: DomainTopology,
    decided: {
      readonly engineVersion: opensearch.EngineVersion;
      readonly masterUserArn: string;
      readonly logging: opensearch.LoggingOptions;
      readonly removalPolicy: RemovalPolicy;
    },
  ): opensearch.Domain {
    const domainName = Names.uniqueResourceName(this, { maxLength: 28, separator: '-' }).toLowerCase();
    const domain = new opensearch.Domain(this, 'Domain', {
      domainName,
      version: decided.engineVersion,
      enableVersionUpgrade: true, // CloudFormation would make another domain, under a name that is taken
      capacity: {
        dataNodes: topology.dataNodes,
        dataNodeInstanceType: topology.dataNodeInstanceType,
        masterNodes: topology.masterNodes,
        masterNodeInstanceType: topology.masterNodeInstanceType,
        multiAzWithStandbyEnabled: topology.multiAzWithStandby,
      },
      zoneAwareness: {
        enabled: topology.zones > 1,
        availabilityZoneCount: topology.zones > 1 ? topology.zones : undefined,
      },
      ebs: { volumeType: ec2.EbsDeviceVolumeType.GP3, volumeSize: topology.volumeSize },
      vpc: props.vpc,
      vpcSubnets: [{ subnets: this.subnets(props, topology.zones) }],
      securityGroups: [this.securityGroup],
      fineGrainedAccessControl: { masterUserArn: decided.masterUserArn },
      enforceHttps: true,
      tlsSecurityPolicy: opensearch.TLSSecurityPolicy.TLS_1_2_PFS,
      nodeToNodeEncryption: true,
      encryptionAtRest: { enabled: true, kmsKey: props.encryptionKey },
      logging: decided.logging,
      suppressLogsResourcePolicy: true, // the CDK's own would be a custom resource with a function behind it
      removalPolicy: decided.removalPolicy,
    });
    this.restrictTo(domain, decided.masterUserArn, domainName);
    acknowledge(domain, {
      id: 'AwsSolutions-OS3',
      reason: 'A domain in a VPC refuses policies by address: its security group decides who reaches it.',
    });
    return domain;
  }

  private createAdminRole(): iam.Role {
    return new iam.Role(this, 'AdminRole', {
      assumedBy: new iam.AccountRootPrincipal(),
      description: `Administers the OpenSearch domain of ${this.node.path}`,
    });
  }

  private subnets(props: SearchConstructProps, zones: number): ec2.ISubnet[] {
    return subnetsByZone(this, {
      vpc: props.vpc,
      subnets: props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      zones,
      part: `a search domain in ${zones} zone${zones > 1 ? 's' : ''}`,
      fewerZones: 'Or set `zones` to as many as there are, and `multiAzWithStandby` to false.',
    }).slice(0, zones);
  }

  /** Set on the resource itself, because the CDK's own `accessPolicies` would add a custom resource with a function. */
  private restrictTo(domain: opensearch.Domain, principalArn: string, domainName: string): void {
    const domainArn = Stack.of(this).formatArn({ service: 'es', resource: 'domain', resourceName: domainName });
    cfnResource(domain, opensearch.CfnDomain).accessPolicies = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          principals: [new iam.ArnPrincipal(principalArn)],
          actions: HTTP_ACTIONS,
          resources: [`${domainArn}/*`],
        }),
      ],
    });
  }
}

const HTTPS_PORT = 443;
