import { type App, CfnResource, aws_kms as kms, NestedStack, PhysicalName, Stack, Stage } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { DatabaseConstruct, DevelopmentProvider, type EcommercePlatformProps, ServiceStacks } from '../../src';
import { allowLogGroup, createLogGroup } from '../../src/private/log-group';
import { newApp } from '../support/apps';
import { policyForLogGroups } from '../support/key-policies';
import { encryptedLogGroups, patternsOf, unnamedLogGroups } from '../support/log-groups';
import { resourcesOfType } from '../support/resources';
import { EVERY_KIND, shopOf } from '../support/service-stacks';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

/** The L1 construct of a key. */
function cfnKey(key: IConstruct): kms.CfnKey {
  const { defaultChild } = key.node;
  if (!(defaultChild instanceof kms.CfnKey)) {
    throw new Error(`${key.node.path} has no key`);
  }
  return defaultChild;
}

function keyIn(scope: Construct): kms.Key {
  return new kms.Key(scope, 'Key');
}

/** The place of a key and the place of a log group. */
interface Places {
  readonly ofKey: Construct;
  readonly ofLogs: Construct;
}

function stackTwice(stage: Stage): Places {
  return { ofKey: new Stack(stage, 'Keys'), ofLogs: new Stack(stage, 'Shop') };
}

/** A key in a construct with this path, and its log group further below. */
function below(shop: Stack, ids: readonly string[]): Places {
  const ofKey = ids.reduce<Construct>((scope, id) => new Construct(scope, id), shop);
  return { ofKey, ofLogs: new Construct(ofKey, 'Logs') };
}

test('a log group without a key has only the given props', () => {
  const stack = threeZoneStack();
  createLogGroup(stack, 'Logs', { logGroupName: 'orders', retention: 7 });
  expect(resourcesOfType(templateOf(stack), 'AWS::Logs::LogGroup').map(({ Properties }) => Properties)).toEqual([
    { LogGroupName: 'orders', RetentionInDays: 7 },
  ]);
});

test('the policy of a key names the log groups of the construct that contains it in one statement', () => {
  const stack = threeZoneStack();
  const shop = new Construct(stack, 'Shop');
  const encryptionKey = keyIn(shop);
  createLogGroup(shop, 'One', { encryptionKey });
  createLogGroup(new Construct(shop, 'Part'), 'Two', { encryptionKey });
  const template = templateOf(stack);
  template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: stack.resolve(encryptionKey.keyArn) });
  const [{ Properties }] = resourcesOfType(template, 'AWS::KMS::Key');
  expect(Properties?.KeyPolicy).toEqual(policyForLogGroups('STACK-Shop*'));
});

test('the policy names each other log group by its own name, in an order that does not depend on the code', () => {
  const policies = [
    ['Audit', 'Queries'],
    ['Queries', 'Audit'],
  ].map((ids) => {
    const stack = threeZoneStack();
    const encryptionKey = keyIn(new Construct(stack, 'Shop'));
    createLogGroup(stack, 'Named', { encryptionKey, logGroupName: '/shop/orders' });
    for (const id of ids) {
      createLogGroup(stack, id, { encryptionKey });
    }
    return resourcesOfType(templateOf(stack), 'AWS::KMS::Key')[0].Properties?.KeyPolicy;
  });
  expect(policies[1]).toEqual(policies[0]);
  expect(policies[0]).toEqual(
    policyForLogGroups('STACK-Audit3D8ADE0A-*', 'STACK-QueriesDB6EF58A-*', 'STACK-Shop*', '/shop/orders'),
  );
});

describe('CloudWatch Logs may use the key for a log group', () => {
  test.each<[string, (shop: Stack, app: App) => Places]>([
    ['in the same construct', (shop) => ({ ofKey: shop, ofLogs: shop })],
    ['in the same stack', (shop) => ({ ofKey: new Construct(shop, 'Keys'), ofLogs: shop })],
    ['in another stack', (shop, app) => ({ ofKey: new Stack(app, 'Keys'), ofLogs: shop })],
    ['in a stack of a stage', (_shop, app) => stackTwice(new Stage(app, 'Prod'))],
    ['in a nested stack', (shop) => ({ ofKey: shop, ofLogs: new NestedStack(shop, 'Nested') })],
    [
      'in a nested stack of a nested stack',
      (shop) => ({ ofKey: shop, ofLogs: new NestedStack(new NestedStack(shop, 'Outer'), 'Nested') }),
    ],
    [
      'in the parent of the nested stack of the key',
      (shop) => ({ ofKey: new NestedStack(shop, 'Nested'), ofLogs: shop }),
    ],
    [
      'in another nested stack',
      (shop) => ({ ofKey: new NestedStack(shop, 'Keys'), ofLogs: new NestedStack(shop, 'Nested') }),
    ],
    [
      'in a nested stack of another stack',
      (shop, app) => ({ ofKey: new Stack(app, 'Keys'), ofLogs: new NestedStack(shop, 'Nested') }),
    ],
    ['below ids that the CDK leaves out', (shop) => below(shop, ['Orders', 'Default', 'ders', 'Resource', 'a-b'])],
    [
      'with a path longer than a logical id',
      (shop) =>
        below(
          shop,
          ['A', 'B', 'C'].map((id) => id.repeat(90)),
        ),
    ],
  ])('%s', (_where, create) => {
    const app = newApp();
    const { ofKey, ofLogs } = create(new Stack(app, 'Shop'), app);
    const key = keyIn(ofKey);
    createLogGroup(ofLogs, 'Logs', { encryptionKey: key });
    app.synth();
    expect(encryptedLogGroups(app)).toHaveLength(1);
    expect(unnamedLogGroups(cfnKey(key), encryptedLogGroups(app))).toEqual([]);
  });

  test('whose logical id the app has changed', () => {
    const stack = threeZoneStack();
    const key = keyIn(new Construct(stack, 'Shop'));
    const { defaultChild } = createLogGroup(stack, 'Logs', { encryptionKey: key }).node;
    if (defaultChild instanceof CfnResource) {
      defaultChild.overrideLogicalId('Audit');
    }
    templateOf(stack);
    expect(patternsOf(cfnKey(key))).toEqual(['Test-Audit-*', 'Test-Shop*']);
  });

  test('whose name the CDK generates only if another environment needs it', () => {
    const stack = threeZoneStack();
    const key = keyIn(new Construct(stack, 'Shop'));
    createLogGroup(stack, 'Logs', { encryptionKey: key, logGroupName: PhysicalName.GENERATE_IF_NEEDED });
    const [{ Properties }] = resourcesOfType(templateOf(stack), 'AWS::KMS::Key');
    expect(Properties?.KeyPolicy).toEqual(policyForLogGroups('STACK-Logs6819BB44-*', 'STACK-Shop*'));
  });
});

test('the policy of an imported key does not change', () => {
  const stack = threeZoneStack();
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1234abcd');
  expect(allowLogGroup(key, createLogGroup(stack, 'Logs', { encryptionKey: key }))).toBe(false);
  expect(resourcesOfType(templateOf(stack), 'AWS::KMS::Key')).toEqual([]);
});

describe.each(['production', 'staging', 'development'])('in %s', (environment) => {
  test.each<[string, Partial<EcommercePlatformProps>]>([
    ['in one stack', { serviceStacks: ServiceStacks.TOGETHER }],
    ['in a stack for each service', { serviceStacks: ServiceStacks.perService() }],
    ['without an environment name', { serviceStacks: ServiceStacks.TOGETHER, environmentName: undefined }],
  ])('keys admit every log group of a platform %s', (_layout, props) => {
    const { app, platform } = shopOf({ catalogue: EVERY_KIND, ...props }, environment);
    app.synth();
    const groups = encryptedLogGroups(app);
    expect(groups.length).toBeGreaterThan(4);
    const unnamed = groups.flatMap((group) => {
      const own = group.node.scopes.flatMap(({ node }) => node.tryFindChild('Key') ?? []).at(-1);
      return unnamedLogGroups(cfnKey(own ?? platform.encryptionKey), [group]);
    });
    expect(unnamed).toEqual([]);
  });
});

test('no key of a platform admits all log groups of the account', () => {
  const { app } = shopOf({ catalogue: EVERY_KIND });
  app.synth();
  const patterns = app.node.findAll().flatMap((child) => (child instanceof kms.CfnKey ? patternsOf(child) : []));
  expect(patterns).toContain('/shop/orders/*');
  expect(patterns.filter((pattern) => /^\*/.test(pattern))).toEqual([]);
});

test('the key that databases share admits the logs of databases that the catalogue no longer contains', () => {
  const stack = threeZoneStack();
  const encryptionKey = keyIn(new Construct(stack, 'Keys'));
  new DatabaseConstruct(stack, 'Database', {
    provider: new DevelopmentProvider(),
    vpc: existingVpc(stack),
    encryptionKey,
  });
  templateOf(stack);
  expect(patternsOf(cfnKey(encryptionKey))).toEqual([
    'Test-*-FunctionLogsB2C1DB5C-*', // of the functions for logins, which are in nested stacks
    'Test-Keys*',
    '/aws/docdb/*',
    '/aws/rds/*',
  ]);
});
