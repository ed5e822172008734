import {
  CustomResource,
  type aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  type aws_logs as logs,
  type RemovalPolicy,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ClientLogins } from '../access/client-logins';
import { ASSUME_ACTION, HTTP_ACTIONS, SEARCH_ROLE_PATH } from '../access/known-access';
import type { LoginParts } from '../access/login-parts';
import { acknowledgeWildcard } from '../access/wildcards';
import { LoginFunction } from '../logins/login-function';
import { ServiceLogin, serviceTimeoutOf } from '../logins/service-login';
import { topLevelStack } from '../naming/stack-path';
import { pathText, plainText } from '../naming/texts';
import type { RotationConnection } from '../rotation/rotation-target';
import { requireRoles } from './domain-rules';

/** Props of `DomainLogins`. */
export interface DomainLoginsProps {
  readonly domainArn: string;
  readonly endpoint: string;
  /** The role that administers the domain, which the function assumes. */
  readonly administratorArn: string;
  /** The number of copies of each new index. */
  readonly replicas: number;
  /** Whether the domain can log slow requests, besides slow searches of shards. */
  readonly slowRequests: boolean;
  readonly vpc: ec2.IVpc;
  readonly connection: RotationConnection;
  readonly encryptionKey?: kms.IKey;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The function that gives services their roles on a domain, and the settings of the domain.
 *
 * The function assumes the role of the administrator: nobody else gets its network and its logs, and CloudTrail shows each
 * session.
 */
export class DomainLogins extends Construct {
  /** The role of the function. */
  public readonly role: iam.IRole;
  private readonly loginFunction: LoginFunction;
  private readonly settings: CustomResource;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DomainLoginsProps,
  ) {
    super(scope, id);
    this.loginFunction = new LoginFunction(this, 'Function', {
      ...props,
      part: `search domain ${pathText(scope)}`,
      engine: 'opensearch',
      environment: { ENDPOINT: props.endpoint, ADMIN_ROLE_ARN: props.administratorArn },
      secrets: [],
      permissions: [{ actions: [ASSUME_ACTION], resources: [props.administratorArn] }],
      calls: ['STS'],
    });
    this.role = this.loginFunction.role;
    this.settings = new CustomResource(this, 'Settings', {
      resourceType: 'Custom::SearchSettings',
      serviceToken: this.functionArn,
      serviceTimeout: serviceTimeoutOf(this.loginFunction),
      properties: {
        System: SYSTEM,
        Replicas: props.replicas,
        SlowRequests: props.slowRequests ? 'ON' : 'OFF',
        Endpoint: props.endpoint, // another domain gets the settings again
      },
    });
    this.settings.node.addDependency(...this.loginFunction.ready);
  }

  /** What logins of services in other stacks refer to. */
  public get references(): string[] {
    return [this.functionArn, this.role.roleArn, this.props.domainArn];
  }

  /** Creates the role of a service, which its workloads assume, and maps it to the service's indexes on the domain. */
  public createLogin(logins: ClientLogins, serviceName: string, indexes: readonly string[]): LoginParts {
    const scope = new Construct(logins.scope, 'Search');
    requireRoles(scope, logins.searchRoleArns);
    const { role, policy } = this.createRole(scope, serviceName, (text) => logins.publish(text));
    const isNear = topLevelStack(scope) === topLevelStack(this);
    const login = new ServiceLogin(scope, 'Login', {
      system: SYSTEM,
      serviceName,
      loginFunction: {
        handler: lambda.Function.fromFunctionArn(scope, 'Function', logins.publish(this.functionArn)),
        timeout: this.loginFunction.timeout,
        // The function tries the role. An index that a workload creates has the settings of the domain.
        ready: [policy, ...(isNear ? [...this.loginFunction.ready, this.settings] : [])],
      },
      secrets: {},
      properties: {
        RoleArn: role.roleArn,
        Indexes: indexes,
        FurtherRoleArns: logins.searchRoleArns?.length ? logins.searchRoleArns : undefined,
        Endpoint: logins.publish(this.props.endpoint), // another domain gets the role again
      },
    });
    const roleArn = login.attribute('RoleArn');
    return {
      settings: { SEARCH_ROLE_ARN: roleArn },
      secrets: {},
      permissions: [{ actions: [ASSUME_ACTION], resources: [roleArn] }],
    };
  }

  /**
   * The platform does not know the roles of workloads, so that a policy of each workload decides who assumes the role. The
   * function, which tries the role, is named here.
   */
  private createRole(scope: Construct, serviceName: string, publish: (text: string) => string) {
    const description = `Calls the search domain for the workloads of ${plainText(serviceName)}`;
    const role = new iam.Role(scope, 'Role', {
      path: `${SEARCH_ROLE_PATH}${serviceName}/`,
      description,
      assumedBy: new iam.CompositePrincipal(
        new iam.AccountRootPrincipal(),
        new iam.ArnPrincipal(publish(this.role.roleArn)),
      ),
    });
    const paths = `${publish(this.props.domainArn)}/*`;
    const policy = new iam.ManagedPolicy(scope, 'Policy', {
      description,
      roles: [role],
      statements: [new iam.PolicyStatement({ actions: HTTP_ACTIONS, resources: [paths] })],
    });
    acknowledgeWildcard(policy, paths, WHOLE_DOMAIN);
    return { role, policy };
  }

  private get functionArn(): string {
    return this.loginFunction.handler.functionArn;
  }
}

const SYSTEM = 'search';

const WHOLE_DOMAIN =
  'The wildcard stands for the paths of one domain, which checks the indexes of each request itself: requests such as _bulk ' +
  'and _msearch name them in their bodies.';
