import { App, Duration, aws_ecs as ecs, Fn, aws_iam as iam, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, rules } from 'cdk-nag';
import type { Construct } from 'constructs';
import { Workload } from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { CATALOGUE, granting, platformIn, serviceIn } from '../support/services';
import { templateOf, threeZoneStack } from '../support/stacks';
import { functionOf, podRole, taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** Each service of the catalogue with a workload of each kind, in a separate stack. */
function shop(flags: Record<string, unknown>, connected: boolean) {
  const app = new App({ context: flags });
  const platform = platformIn(app);
  for (const { name } of CATALOGUE.services) {
    const stack = new Stack(app, name, { env: ENV });
    const service = platform.service(name);
    const definition = taskOf(stack, 'Task');
    const fargate = new ecs.FargateService(stack, 'Service', {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc }),
      taskDefinition: definition,
      minHealthyPercent: 50,
    });
    const nightly = taskOf(stack, 'Nightly');
    const listener = functionOf(stack, platform.vpc, undefined, 'Listener');
    const pod = podRole(stack, 'Pod');
    if (connected) {
      service.connect(Workload.ecsService(fargate, { restartEvery: Duration.days(15) }));
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
  test('connecting a workload of any kind adds no finding, before and after synthesis', () => {
    const plain = shop(flags, false);
    const connected = shop(flags, true);
    const known = findings(plain);
    expect(findings(connected).filter((finding) => !known.includes(finding))).toEqual([]);
    connected.synth();
    expect(findings(connected).filter((finding) => !known.includes(finding))).toEqual([]);
  });

  test('the acknowledged findings of a policy are the findings on its wildcards, before and after synthesis', () => {
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

test.each([
  ['in an action', granting(['s3:*'], ['arn:aws:s3:::reviews']), 'Action::s3:*'],
  ['for all buckets', granting(['s3:GetObject'], ['arn:aws:s3:::*/*']), 'Resource::arn:aws:s3:::*/*'],
  ['in a bucket name', granting(['s3:GetObject'], ['arn:aws:s3:::re*']), 'Resource::arn:aws:s3:::re*'],
  [
    'below a resource of another AWS service',
    granting(['sqs:SendMessage'], ['arn:aws:sqs:::a/*']),
    'Resource::arn:aws:sqs:::a/*',
  ],
])('the finding on a wildcard %s remains', (_, store, finding) => {
  const stack = threeZoneStack();
  serviceIn(stack, store).connect(Workload.identity(stack, 'Identity', podRole(stack, 'Pod'), []));
  const names = new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
  expect(names).toContain(`AwsSolutions-IAM5[${finding}]`);
});

test.each([
  [
    's3:GetObject',
    'arn:aws:s3:::reviews/*',
    'The wildcard stands for the objects of one bucket, whose names are known only at run time.',
  ],
  [
    'dynamodb:Query',
    'arn:aws:dynamodb:eu-central-1:123456789012:table/reviews/*',
    'The wildcard stands for the indexes of one table, which hold only data of that table.',
  ],
  [
    'es:ESHttpGet',
    'arn:aws:es:eu-central-1:123456789012:domain/shop/reviews/*',
    'The wildcard stands for the paths below one index: the names of documents and searches are known only at run time.',
  ],
])(
  'the finding on a wildcard below one resource, for %s, is acknowledged with a reason',
  (action, resource, reason) => {
    const stack = threeZoneStack();
    serviceIn(stack, granting([action], [resource])).connect(
      Workload.identity(stack, 'Identity', podRole(stack, 'Pod'), []),
    );
    const [policy] = stack.node.findAll().filter((construct) => construct instanceof iam.ManagedPolicy);
    const metadata = policy.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    expect(metadata.map(({ data }) => data)).toEqual([
      { [`annotation::AwsSolutions-IAM5[Resource::${resource}]`]: reason },
    ]);
  },
);

test('the finding on a wildcard below a resource that an intrinsic function names is acknowledged', () => {
  const stack = threeZoneStack();
  const bucket = Fn.select(0, Fn.split(',', Fn.ref('Buckets')));
  const reviews = serviceIn(stack, granting(['s3:GetObject'], [`${bucket}/*`]));
  reviews.connect(Workload.identity(stack, 'Identity', podRole(stack, 'Pod'), []));
  const [policy] = stack.node.findAll().filter((construct) => construct instanceof iam.ManagedPolicy);
  expect(wildcards(policy)).toHaveLength(1);
  expect(acknowledged(policy)).toEqual(wildcards(policy));
});

describe("a container's environment", () => {
  const environmentFindings = (prepare: (definition: ecs.TaskDefinition) => void) => {
    const stack = threeZoneStack();
    const definition = taskOf(stack, 'Task');
    serviceIn(stack).connect(Workload.ecsTask(definition, []));
    prepare(definition);
    templateOf(stack);
    return findings(stack).filter((finding) => finding.startsWith('AwsSolutions-ECS2'));
  };

  test('causes no finding when it has only settings of the connection', () => {
    expect(environmentFindings(() => undefined)).toEqual([]);
  });

  test('causes a finding when the user adds a variable', () => {
    expect(environmentFindings(({ defaultContainer }) => defaultContainer?.addEnvironment('TOKEN', 'x'))).toEqual([
      'AwsSolutions-ECS2 of Test/Task/Resource',
    ]);
  });

  test('causes a finding when another container has a variable', () => {
    const image = ecs.ContainerImage.fromRegistry('shop/sidecar');
    const environment = { TOKEN: 'x' };
    expect(
      environmentFindings((definition) => definition.addContainer('sidecar', { image, environment, essential: false })),
    ).toHaveLength(1);
  });
});
