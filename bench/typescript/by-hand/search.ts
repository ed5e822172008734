import {
  Aws,
  CustomResource,
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  aws_logs as logs,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { cfnResource } from './cfn-resource';
import type { FunctionCode } from './function-code';
import { LoginFunction } from './logins';
import { logGroup } from './logs';
import { partGroups } from './network';
import { publish } from './published-values';

const NAME = 'search-shop-platfor';
const ROLE = 'AWSServiceRoleForAmazonOpenSearchService';
/** CloudFormation starts the name of the log group of the function with this logical id. */
export const ROLE_PROVIDER_LOGS = 'CustomOpenSearchRoleProviderLogs1035280A';
const PURPOSE = 'Waits for the service-linked role of OpenSearch Service';
export const HTTP_ACTIONS = ['Delete', 'Get', 'Head', 'Patch', 'Post', 'Put'].map((method) => `es:ESHttp${method}`);

/** An OpenSearch domain in three zones with four logs. */
export class Search extends Construct {
  public readonly group: ec2.SecurityGroup;
  public readonly clients: ec2.ISecurityGroup;
  public readonly domain: opensearch.Domain;
  public readonly port = 443;
  /** The function for the roles of services. */
  public readonly logins: LoginFunction;
  /** The settings of the domain. */
  public readonly settings: CustomResource;

  constructor(scope: Construct, id: string, vpc: ec2.Vpc, key: kms.Key, code: FunctionCode) {
    super(scope, id);
    const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const { part, clients } = partGroups(this, vpc, 'search domain', 443);
    this.group = part;
    this.clients = clients;
    const [slowSearch, slowIndex, application, audit] = [
      'SlowSearchLogs',
      'SlowIndexLogs',
      'ApplicationLogs',
      'AuditLogs',
    ].map((name) => logGroup(this, name, key, { removalPolicy }));
    const logsPolicy = new logs.ResourcePolicy(this, 'LogsResourcePolicy', {
      resourcePolicyName: 'search-logs-shop-platform',
      policyStatements: [
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('es.amazonaws.com')],
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [slowSearch, slowIndex, application, audit].map(({ logGroupArn }) => logGroupArn),
          conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
        }),
      ],
    });
    logsPolicy.applyRemovalPolicy(removalPolicy);
    // Only the function for logins can assume the role: the root user cannot assume any, and IAM requires a principal.
    const root = new iam.AccountRootPrincipal();
    const admin = new iam.Role(this, 'AdminRole', {
      assumedBy: root.withConditions({ ArnEquals: { 'aws:PrincipalArn': root.arn } }),
      description: 'Administers the OpenSearch domain of Shop/Platform/Search',
    });
    admin.applyRemovalPolicy(removalPolicy);

    this.domain = new opensearch.Domain(this, 'Domain', {
      domainName: NAME,
      version: opensearch.EngineVersion.openSearch('3.7'),
      enableVersionUpgrade: true,
      capacity: {
        dataNodes: 3,
        dataNodeInstanceType: 'm7g.large.search',
        masterNodes: 3,
        masterNodeInstanceType: 'm7g.large.search',
        multiAzWithStandbyEnabled: true,
      },
      zoneAwareness: { enabled: true, availabilityZoneCount: 3 },
      ebs: { volumeType: ec2.EbsDeviceVolumeType.GP3, volumeSize: 50 },
      vpc,
      vpcSubnets: [{ subnets: vpc.isolatedSubnets }],
      securityGroups: [part],
      fineGrainedAccessControl: { masterUserArn: admin.roleArn },
      enforceHttps: true,
      tlsSecurityPolicy: opensearch.TLSSecurityPolicy.TLS_1_2_PFS,
      nodeToNodeEncryption: true,
      encryptionAtRest: { enabled: true, kmsKey: key },
      logging: {
        slowSearchLogEnabled: true,
        slowSearchLogGroup: slowSearch,
        slowIndexLogEnabled: true,
        slowIndexLogGroup: slowIndex,
        appLogEnabled: true,
        appLogGroup: application,
        auditLogEnabled: true,
        auditLogGroup: audit,
      },
      suppressLogsResourcePolicy: true,
      removalPolicy,
    });
    const domainArn = Stack.of(this).formatArn({ service: 'es', resource: 'domain', resourceName: NAME });
    cfnResource(this.domain, opensearch.CfnDomain).accessPolicies = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          principals: [new iam.ArnPrincipal(admin.roleArn)],
          actions: HTTP_ACTIONS,
          resources: [`${domainArn}/*`],
        }),
      ],
    });
    this.logins = new LoginFunction(this, 'Logins', {
      vpc,
      key,
      code: code.logins,
      engine: 'opensearch',
      part: `search domain ${this.node.path}`,
      environment: { ENDPOINT: this.domain.domainEndpoint, ADMIN_ROLE_ARN: admin.roleArn },
      secrets: [],
      statements: [new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [admin.roleArn] })],
      system: { group: part, port: 443 },
    });
    admin.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        actions: ['sts:AssumeRole'],
        principals: [new iam.ArnPrincipal(this.logins.role.roleArn)],
      }),
    );
    this.settings = new CustomResource(this, 'Settings', {
      resourceType: 'Custom::SearchSettings',
      serviceToken: this.logins.handler.functionArn,
      serviceTimeout: Duration.minutes(10),
      properties: { System: 'search', Replicas: 2, SlowRequests: 'ON', Endpoint: this.domain.domainEndpoint },
    });
    this.settings.node.addDependency(...this.logins.ready);
    publish(this, '_platform/search', {
      'ClientGroup.GroupId': clients.securityGroupId,
      'Domain.Arn': this.domain.domainArn,
      'Domain.DomainEndpoint': this.domain.domainEndpoint,
      'Logins/Function/Function.Arn': this.logins.handler.functionArn,
      'Logins/Function/Role.Arn': this.logins.role.roleArn,
      'SecurityGroup.GroupId': part.securityGroupId,
    });
    const linkedRole = new ServiceLinkedRole(
      Stack.of(this),
      'Custom::OpenSearchRoleProvider',
      key,
      code.serviceLinkedRole,
    );
    const wait = new CustomResource(this, 'ServiceLinkedRole', {
      resourceType: 'Custom::OpenSearchServiceLinkedRole',
      serviceToken: linkedRole.arn,
      serviceTimeout: Duration.minutes(10),
      properties: { Mode: 'ensure' },
    });
    wait.node.addDependency(linkedRole.policy, admin, linkedRole.role, this.logins.role);
    for (const role of [admin, linkedRole.role, this.logins.role]) {
      role.node.addDependency(logsPolicy);
    }
    this.domain.node.addDependency(logsPolicy, wait);
  }
}

/** The function that creates the role with which OpenSearch Service works in the VPC. */
class ServiceLinkedRole extends Construct {
  public readonly role: iam.Role;
  public readonly policy: iam.ManagedPolicy;
  public readonly arn: string;

  constructor(scope: Construct, id: string, key: kms.Key, code: string) {
    super(scope, id);
    const roleArn = (resourceName: string) =>
      Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'role', resourceName });
    const linkedRole = roleArn(`aws-service-role/opensearchservice.amazonaws.com/${ROLE}`);
    const group = logGroup(this, 'Logs', key, { removalPolicy: RemovalPolicy.DESTROY });
    this.role = new iam.Role(this, 'Role', {
      description: PURPOSE,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: PURPOSE,
      roles: [this.role],
      statements: [
        new iam.PolicyStatement({ actions: ['iam:GetRole'], resources: [linkedRole, roleArn(ROLE)] }),
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [group.logGroupArn],
        }),
        new iam.PolicyStatement({
          actions: ['iam:CreateServiceLinkedRole'],
          resources: [linkedRole],
          conditions: { StringEquals: { 'iam:AWSServiceName': 'opensearchservice.amazonaws.com' } },
        }),
      ],
    });
    const handler = new lambda.Function(this, 'Function', {
      description: PURPOSE,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(code, { exclude: ['*.d.ts'] }),
      handler: 'handler.handler',
      role: iam.Role.fromRoleArn(this, 'RoleByArn', this.role.roleArn, { mutable: false }),
      timeout: Duration.minutes(6),
      logGroup: group,
    });
    handler.node.addDependency(this.policy);
    this.arn = handler.functionArn;
  }
}
