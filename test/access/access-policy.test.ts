import {
  App,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  Fn,
  aws_iam as iam,
  aws_kms as kms,
  aws_lambda as lambda,
  Stack,
  aws_secretsmanager as secretsmanager,
  Validations,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, rules } from 'cdk-nag';
import { Construct } from 'constructs';
import {
  AWSProvider,
  Capability,
  DataStore,
  EcommercePlatform,
  type IServiceStore,
  type IWorkload,
  Microservice,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';
import { statementsOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

const EVERYTHING = [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH, Capability.STORAGE];
const CATALOGUE = ServiceCatalogue.of([
  { name: 'orders', capabilities: EVERYTHING, pciScope: true },
  {
    name: 'baskets',
    capabilities: EVERYTHING,
    store: DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }),
  },
  { name: 'finder', capabilities: EVERYTHING, store: DataStore.searchIndex() },
]);

function platformIn(app: App) {
  const stack = new Stack(app, 'Shop', { env: ENV });
  return new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), catalogue: CATALOGUE });
}

function task(stack: Stack, id: string, props: ecs.FargateTaskDefinitionProps = {}) {
  const definition = new ecs.FargateTaskDefinition(stack, id, props);
  definition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('shop/app') });
  definition.obtainExecutionRole();
  return definition;
}

function handler(stack: Stack, id: string, vpc: ec2.IVpc, role?: iam.IRole) {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    vpc,
    role,
  });
}

function role(stack: Stack, id: string) {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
}

/** Each service of the catalogue with a workload of each kind, in a stack of the service's own. */
function shop(flags: Record<string, unknown>, connected: boolean) {
  const app = new App({ context: flags });
  const platform = platformIn(app);
  for (const { name } of CATALOGUE.services) {
    const stack = new Stack(app, name, { env: ENV });
    const service = platform.service(name);
    const definition = task(stack, 'Task');
    const fargate = new ecs.FargateService(stack, 'Service', {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc }),
      taskDefinition: definition,
      minHealthyPercent: 50,
    });
    const nightly = task(stack, 'Nightly');
    const listener = handler(stack, 'Listener', platform.vpc);
    const pod = role(stack, 'Pod');
    if (connected) {
      service.connect(Workload.ecsService(fargate));
      service.connect(Workload.ecsTask(nightly, service.securityGroups));
      service.connect(Workload.lambdaFunction(listener));
      service.connect(Workload.identity(stack, 'Identity', pod, service.securityGroups));
    }
  }
  return app;
}

function findings(app: Construct): string[] {
  const packs = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks()];
  return packs
    .flatMap((pack) => pack.validateScope(app).violations)
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} of ${constructPath}`),
    );
}

function policies(app: App): iam.ManagedPolicy[] {
  return app.node.findAll().filter((construct) => construct instanceof iam.ManagedPolicy);
}

/** The ids that are acknowledged on a construct itself. */
function acknowledged(construct: Construct): string[] {
  return construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data))
    .map((id) => id.replace('annotation::', ''));
}

function wildcards(policy: iam.ManagedPolicy): string[] {
  const found: unknown =
    policy.node.defaultChild instanceof iam.CfnManagedPolicy
      ? rules.iam.IAMNoWildcardPermissions(policy.node.defaultChild)
      : [];
  return Array.isArray(found) ? found.map((finding) => `AwsSolutions-IAM5[${finding}]`) : [];
}

describe.each(FEATURE_FLAGS)('%s', (_, flags) => {
  test('connecting a workload of any kind causes no finding, before synthesis and after', () => {
    const plain = shop(flags, false);
    const connected = shop(flags, true);
    const known = findings(plain);
    expect(findings(connected).filter((finding) => !known.includes(finding))).toEqual([]);
    connected.synth();
    expect(findings(connected).filter((finding) => !known.includes(finding))).toEqual([]);
  });

  test('what is acknowledged of a policy is what is found in it, before synthesis and after', () => {
    const app = shop(flags, true);
    const check = () => {
      expect(policies(app).flatMap(wildcards).length).toBeGreaterThan(0);
      for (const policy of policies(app)) {
        expect(acknowledged(policy).sort()).toEqual(wildcards(policy).sort());
      }
    };
    check();
    app.synth();
    check();
  });
});

/** A store that needs no address and no password, and grants what it is told to. */
function granting(actions: string[], resourceArns: string[]): IServiceStore {
  return {
    connections: new ec2.Connections(),
    settings: { STORE_NAME: 'store' },
    secrets: {},
    grantAccess: (grantee) => iam.Grant.addToPrincipal({ grantee, actions, resourceArns }),
  };
}

/** A service beside its workloads, with such a store. */
function service(stack: Stack, store = granting(['s3:GetObject'], ['arn:aws:s3:::reviews/*'])) {
  return new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack), store });
}

test.each([
  ['of an action', granting(['s3:*'], ['arn:aws:s3:::reviews']), 'Action::s3:*'],
  ['of all buckets', granting(['s3:GetObject'], ['arn:aws:s3:::*/*']), 'Resource::arn:aws:s3:::*/*'],
  ['within a name', granting(['s3:GetObject'], ['arn:aws:s3:::re*']), 'Resource::arn:aws:s3:::re*'],
  ['below anything else', granting(['sqs:SendMessage'], ['arn:aws:sqs:::a/*']), 'Resource::arn:aws:sqs:::a/*'],
])('a wildcard %s stays a finding', (_, store, finding) => {
  const stack = threeZoneStack();
  service(stack, store).connect(Workload.identity(stack, 'Identity', role(stack, 'Pod'), []));
  const names = new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
  expect(names).toContain(`AwsSolutions-IAM5[${finding}]`);
});

test.each([
  [
    's3:GetObject',
    'arn:aws:s3:::reviews/*',
    'The wildcard stands for the objects of one bucket, which are named at run time.',
  ],
  [
    'dynamodb:Query',
    'arn:aws:dynamodb:eu-central-1:123456789012:table/reviews/*',
    'The wildcard stands for the indexes of one table, which hold data of that table alone.',
  ],
  [
    'es:ESHttpGet',
    'arn:aws:es:eu-central-1:123456789012:domain/shop/reviews/*',
    'The wildcard stands for the paths below one index: documents and searches are named at run time.',
  ],
])('a wildcard below one resource, for %s, is taken as it is, and why is said', (action, resource, reason) => {
  const stack = threeZoneStack();
  service(stack, granting([action], [resource])).connect(Workload.identity(stack, 'Identity', role(stack, 'Pod'), []));
  const [policy] = stack.node.findAll().filter((construct) => construct instanceof iam.ManagedPolicy);
  const metadata = policy.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  expect(metadata.map(({ data }) => data)).toEqual([
    { [`annotation::AwsSolutions-IAM5[Resource::${resource}]`]: reason },
  ]);
});

test('a wildcard below a resource that is named by a function of CloudFormation is taken as it is found', () => {
  const stack = threeZoneStack();
  const bucket = Fn.select(0, Fn.split(',', Fn.ref('Buckets')));
  const reviews = service(stack, granting(['s3:GetObject'], [`${bucket}/*`]));
  reviews.connect(Workload.identity(stack, 'Identity', role(stack, 'Pod'), []));
  const [policy] = stack.node.findAll().filter((construct) => construct instanceof iam.ManagedPolicy);
  expect(wildcards(policy)).toHaveLength(1);
  expect(acknowledged(policy)).toEqual(wildcards(policy));
});

describe("a container's environment", () => {
  const environmentFindings = (prepare: (definition: ecs.TaskDefinition) => void) => {
    const stack = threeZoneStack();
    const definition = task(stack, 'Task');
    service(stack).connect(Workload.ecsTask(definition, []));
    prepare(definition);
    templateOf(stack);
    return findings(stack).filter((finding) => finding.startsWith('AwsSolutions-ECS2'));
  };

  test('is no finding when all of it was handed over by the connection', () => {
    expect(environmentFindings(() => undefined)).toEqual([]);
  });

  test('stays a finding with a variable of its own', () => {
    expect(environmentFindings(({ defaultContainer }) => defaultContainer?.addEnvironment('TOKEN', 'x'))).toEqual([
      'AwsSolutions-ECS2 of Test/Task/Resource',
    ]);
  });

  test('stays a finding with a variable of another container', () => {
    const image = ecs.ContainerImage.fromRegistry('shop/sidecar');
    const environment = { TOKEN: 'x' };
    expect(
      environmentFindings((definition) => definition.addContainer('sidecar', { image, environment })),
    ).toHaveLength(1);
  });
});

test.each([['orders'], ['a'.repeat(63)]])('the policy of %s fits what AWS takes, with every capability', (name) => {
  const stack = new Stack(new App(), 'Shop', { env: ENV });
  const catalogue = ServiceCatalogue.of([{ name, capabilities: EVERYTHING, pciScope: true }]);
  const platform = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), catalogue });
  const pod = role(stack, 'Pod');
  platform.service(name).connect(Workload.identity(stack, 'Identity', pod, platform.service(name).securityGroups));
  const [{ Properties }] = Object.values(
    templateOf(stack).findResources('AWS::IAM::ManagedPolicy', {
      Properties: { Roles: [stack.resolve(pod.roleName)] },
    }),
  );
  // What is named at deployment is taken to have as many characters as an ARN with a name of 64.
  const text = JSON.stringify(Properties.PolicyDocument)
    .replace(/\{"Ref":"AWS::Partition"\}/g, '"aws-us-gov"')
    .replace(/\{"(Ref|Fn::GetAtt)":("[^"]*"|\[[^\]]*\])\}/g, `"${'x'.repeat(128)}"`)
    .replace(/\{"Fn::Join":\["",\[([^\]]*)\]\]\}/g, (_, parts: string) => `"${parts.replace(/[",]/g, '')}"`);
  expect(text).not.toContain('Fn::');
  expect(text.length).toBeLessThanOrEqual(6144);
});

describe('a role', () => {
  test('that workloads of one service share has one policy for them all', () => {
    const stack = threeZoneStack();
    const reviews = service(stack);
    const shared = role(stack, 'Shared');
    for (const id of ['First', 'Second', 'Third']) {
      reviews.connect(Workload.identity(stack, id, shared, []));
    }
    const policy = onlyResource(templateOf(stack), 'AWS::IAM::ManagedPolicy').Properties;
    expect(policy).toEqual({
      Description: 'What reviews uses',
      Path: '/',
      PolicyDocument: {
        Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::reviews/*' }],
        Version: '2012-10-17',
      },
      Roles: [stack.resolve(shared.roleName)],
    });
  });

  test('that workloads of several services share has a policy for each service', () => {
    const app = new App();
    const platform = platformIn(app);
    const stack = new Stack(app, 'Workloads', { env: ENV });
    const shared = role(stack, 'Shared');
    for (const { name } of CATALOGUE.services) {
      const { securityGroups } = platform.service(name);
      platform.service(name).connect(Workload.identity(stack, name, shared, securityGroups));
    }
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 3);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test("of another stack is allowed in the workload's, so that its own refers to no platform", () => {
    const app = new App();
    const roles = new Stack(app, 'Roles', { env: ENV });
    const definitionRoles = { taskRole: role(roles, 'Task'), executionRole: role(roles, 'Execution') };
    const platform = platformIn(app);
    const stack = new Stack(app, 'Workloads', { env: ENV });
    const { securityGroups } = platform.service('orders');
    platform.service('orders').connect(Workload.ecsTask(task(stack, 'Task', definitionRoles), securityGroups));
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 2);
    expect(Object.keys(Template.fromStack(roles).toJSON().Resources)).toHaveLength(2);
    expect(roles.dependencies).toEqual([]);
  });

  test('that is imported takes what it is allowed in the way of the CDK', () => {
    const stack = threeZoneStack();
    const imported = iam.Role.fromRoleName(stack, 'Imported', 'pod');
    service(stack).connect(Workload.identity(stack, 'Identity', imported, []));
    const template = templateOf(stack);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    expect(onlyResource(template, 'AWS::IAM::Policy').Properties).toEqual({
      PolicyDocument: {
        Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::reviews/*' }],
        Version: '2012-10-17',
      },
      PolicyName: expect.any(String),
      Roles: ['pod'],
    });
  });

  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['imported', (stack) => iam.Role.fromRoleName(stack, 'Imported', 'pod', { mutable: false })],
    ['made here', (stack) => role(stack, 'Own').withoutPolicyUpdates()],
  ])('that is %s and must not be changed is left as it is', (_, create) => {
    const stack = threeZoneStack();
    service(stack).connect(Workload.identity(stack, 'Identity', create(stack), []));
    const template = templateOf(stack);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });
});

test('what waits for its role waits for the policy', () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const reviews = new Microservice(stack, 'Reviews', {
    serviceName: 'reviews',
    vpc,
    store: granting(['s3:GetObject'], ['arn:aws:s3:::reviews/*']),
  });
  reviews.connect(Workload.lambdaFunction(handler(stack, 'Handler', vpc)));
  templateOf(stack).hasResource('AWS::Lambda::Function', {
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^HandlerServiceRoleAccessreviews')]),
  });
});

describe("a workload of somebody else's making", () => {
  class Machine extends Construct implements IWorkload {
    public readonly connections = new ec2.Connections();

    constructor(
      scope: Construct,
      id: string,
      public readonly grantPrincipal: iam.IPrincipal,
      private readonly starter: iam.IRole,
    ) {
      super(scope, id);
    }

    public addSetting(): void {}

    public addSecret(_name: string, secret: secretsmanager.ISecret): void {
      secret.grantRead(this.starter);
    }
  }

  /** The secret of another app, and the key that encrypts it. */
  function withPassword(stack: Stack): IServiceStore {
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/1');
    const secretCompleteArn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:s-abcdef';
    const attributes = { secretCompleteArn, encryptionKey };
    const secret = secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', attributes);
    return { ...granting(['s3:GetObject'], ['arn:aws:s3:::reviews/*']), secrets: { PASSWORD: { secret } } };
  }

  test('grants the reading of a secret by a policy too, decrypting included', () => {
    const stack = threeZoneStack();
    const starter = role(stack, 'Starter');
    service(stack, withPassword(stack)).connect(new Machine(stack, 'Machine', role(stack, 'Own'), starter));
    const template = templateOf(stack);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    expect(statementsOf(template, stack.resolve(starter.roleName).Ref)).toEqual([
      {
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Effect: 'Allow',
        Resource: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:s-abcdef',
      },
      { Action: 'kms:Decrypt', Effect: 'Allow', Resource: 'arn:aws:kms:eu-central-1:123456789012:key/1' },
    ]);
  });

  test('that runs as a user takes what it is allowed in the way of the CDK', () => {
    const stack = threeZoneStack();
    const user = new iam.User(stack, 'User');
    service(stack).connect(new Machine(stack, 'Machine', user, role(stack, 'Starter')));
    expect(onlyResource(templateOf(stack), 'AWS::IAM::Policy').Properties).toEqual({
      PolicyDocument: {
        Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::reviews/*' }],
        Version: '2012-10-17',
      },
      PolicyName: expect.any(String),
      Users: [stack.resolve(user.userName)],
    });
  });
});
