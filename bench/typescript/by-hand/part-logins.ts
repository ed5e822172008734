import {
  Duration,
  aws_elasticache as elasticache,
  aws_iam as iam,
  type aws_kms as kms,
  NestedStack,
  RemovalPolicy,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Service } from '../services';
import type { Cache } from './cache';
import { LoginFunction, loginSecret, ServiceLogin } from './logins';
import type { Messaging } from './messaging';
import type { SharedParts } from './microservice';
import { HTTP_ACTIONS, type Search } from './search';
import { ROTATION_ACTIONS } from './secret-function';

const COMMANDS =
  '+@all -@admin -@dangerous -@scripting +eval +evalsha +eval_ro +evalsha_ro +script|load +script|exists -scan ' +
  '-randomkey -dbsize -pubsub -client|tracking +info';

/** The logins of a service in the parts that it shares with others. */
export class PartLogins extends NestedStack {
  /** The ARN of the secret with the login to the cache. */
  public readonly cache?: string;
  /** The ARN of the secret with the login to the broker. */
  public readonly broker?: string;
  /** The ARN of the role on the search domain. */
  public readonly search?: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly service: Service,
    private readonly ownKey: kms.Key,
    private readonly parts: SharedParts,
  ) {
    super(scope, id, { description: `Logins of ${service.name} in shared parts` });
    const { uses } = service;
    if (uses.includes('cache')) this.cache = this.createUser(new Construct(this, 'Cache'), parts.cache);
    if (uses.includes('messaging'))
      this.broker = this.createBrokerLogin(new Construct(this, 'Broker'), parts.messaging);
    if (uses.includes('search')) this.search = this.createRole(new Construct(this, 'Search'), parts.search);
  }

  private createUser(scope: Construct, { cache, userGroup }: Cache): string {
    const { name } = this.service;
    const userId = `${name}-shop-platform`;
    const accessString = `on ~${name}:* &${name}:* ${COMMANDS}`;
    const secret = loginSecret(scope, 'Secret', `Login of ${name} to the cache`, this.ownKey, { username: userId });
    const user = new elasticache.CfnUser(scope, 'User', {
      engine: 'valkey',
      userId,
      userName: userId,
      accessString,
      passwords: [secret.secretValueFromJson('password').unsafeUnwrap()],
    });
    const { handler, timeout, ready } = new LoginFunction(scope, 'Function', {
      vpc: this.parts.vpc,
      key: this.ownKey,
      code: this.parts.code,
      engine: 'elasticache',
      part: `cache for ${name}`,
      environment: { USER_ID: user.ref },
      secrets: [secret],
      statements: [
        new iam.PolicyStatement({ actions: ['elasticache:DescribeUserGroups'], resources: [userGroup.attrArn] }),
        new iam.PolicyStatement({
          actions: ['elasticache:ModifyUserGroup'],
          resources: [userGroup.attrArn, user.attrArn],
        }),
        new iam.PolicyStatement({
          actions: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'],
          resources: [user.attrArn],
        }),
      ],
      timeout: Duration.minutes(15),
      logRemovalPolicy: RemovalPolicy.DESTROY,
      after: [cache],
    });
    const login = new ServiceLogin(scope, 'Login', {
      system: 'cache',
      service: name,
      handler,
      timeout,
      ready,
      secrets: { SecretArn: secret },
      properties: { UserId: user.ref, UserGroupId: userGroup.ref, AccessString: accessString },
    });
    return login.attribute('SecretArn');
  }

  private createBrokerLogin(scope: Construct, { endpoint, logins, invocation }: Messaging): string {
    const { name } = this.service;
    const secret = loginSecret(scope, 'Secret', `Login of ${name} to the broker`, this.parts.key, {
      username: `${name}_a`,
      endpoint,
      vhost: '/',
      prefix: `${name}.`,
      exchange: `${name}.events`,
    });
    const { policyDependable } = secret.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ArnPrincipal(logins.role.roleArn)],
        actions: ROTATION_ACTIONS,
        resources: [secret.secretArn],
      }),
    );
    const login = new ServiceLogin(scope, 'Login', {
      system: 'broker',
      service: name,
      handler: logins.handler,
      timeout: logins.timeout,
      ready: logins.ready,
      secrets: { SecretArn: secret },
      invocation,
      properties: {
        ConnectionLimit: 20,
        Subscriptions: [],
        AdditionalNames: [],
        DefaultQueueType: 'QUORUM',
        Endpoint: endpoint,
      },
    });
    if (policyDependable) login.node.addDependency(policyDependable);
    return login.attribute('SecretArn');
  }

  private createRole(scope: Construct, { domain, logins, settings }: Search): string {
    const { name } = this.service;
    const description = `Calls the search domain for the workloads of ${name}`;
    const role = new iam.Role(scope, 'Role', {
      path: `/search/${name}/`,
      description,
      assumedBy: new iam.CompositePrincipal(new iam.AccountRootPrincipal(), new iam.ArnPrincipal(logins.role.roleArn)),
    });
    const policy = new iam.ManagedPolicy(scope, 'Policy', {
      description,
      roles: [role],
      statements: [new iam.PolicyStatement({ actions: HTTP_ACTIONS, resources: [`${domain.domainArn}/*`] })],
    });
    const login = new ServiceLogin(scope, 'Login', {
      system: 'search',
      service: name,
      handler: logins.handler,
      timeout: logins.timeout,
      ready: [...logins.ready, settings, policy],
      properties: { RoleArn: role.roleArn, Indexes: [name], Endpoint: domain.domainEndpoint },
    });
    return login.attribute('RoleArn');
  }
}
