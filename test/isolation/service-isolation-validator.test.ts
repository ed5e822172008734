import { App, aws_ec2 as ec2, aws_iam as iam, Stack, Stage, Validations } from 'aws-cdk-lib';
import { EcommercePlatform, EnvironmentProviderFactory, ServiceIsolationValidator, Workload } from '../../src';
import { allow, READ_SECRET, roleOf, SMALL, secretOf, smallShop, stackOf } from './hole';
import { ENV, type Shop } from './shop';

const platformIn = (stack: Stack) =>
  new EcommercePlatform(stack, 'Platform', {
    provider: EnvironmentProviderFactory.create({ environment: 'local' }),
    catalogue: SMALL,
  });

const ID = 'Policy[orderservice:userservice-store]';
const PATH = 'orderservice/Task/TaskRole/DefaultPolicy/Resource';

/** A shop whose orderservice reads the secret of userservice. */
function shopWithHole(): Shop {
  const shop = smallShop();
  roleOf(shop, 'orderservice').addToPolicy(allow([READ_SECRET], [secretOf(shop, 'userservice').secretArn]));
  return shop;
}

const validate = ({ app }: Shop) => new ServiceIsolationValidator().validateScope(app);
const acknowledge = (scope: Parameters<typeof Validations.of>[0], id = `ServiceIsolation::${ID}`) =>
  Validations.of(scope).acknowledge({ id, reason: 'orderservice migrates the users.' });

let output: string;

beforeEach(() => {
  output = '';
  const record = (text: string | Uint8Array) => {
    output += text;
    return true;
  };
  jest.spyOn(process.stderr, 'write').mockImplementation(record);
  jest.spyOn(console, 'error').mockImplementation((text) => record(`${text}\n`));
});

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

test('a finding names the service, the resource, the statement, its path and what to do', () => {
  expect(validate(shopWithHole())).toEqual({
    success: false,
    violations: [
      {
        ruleName: ID,
        description: expect.stringMatching(
          /^orderservice reaches the secret of userservice store .* with secretsmanager:GetSecretValue, which it was not given: statement \d+ of orderservice\/Task\/TaskRole\/DefaultPolicy\/Resource allows it/,
        ),
        fix: 'Remove the statement, or name in it only resources that belong to the service.',
        severity: 'error',
        violatingResources: [{ constructPath: PATH, locations: ['Properties'] }],
      },
    ],
  });
});

test('a finding is acknowledged at its construct, and at a parent', () => {
  const [atRole, atStack] = [shopWithHole(), shopWithHole()];
  acknowledge(roleOf(atRole, 'orderservice'));
  acknowledge(stackOf(atStack, 'orderservice'));
  expect([validate(atRole).success, validate(atStack).success]).toEqual([true, true]);
});

test('a finding is acknowledged by the name of the rule alone', () => {
  const shop = shopWithHole();
  acknowledge(stackOf(shop, 'orderservice'), ID);
  expect(validate(shop).success).toBe(true);
});

test('an acknowledgement elsewhere, or of another finding, changes nothing', () => {
  const shop = shopWithHole();
  acknowledge(stackOf(shop, 'userservice'));
  acknowledge(stackOf(shop, 'orderservice'), 'ServiceIsolation::Policy[orderservice:cache]');
  expect(validate(shop).success).toBe(false);
});

test('requireIsolation prints the matrix, and throws an error with the findings', () => {
  const { app } = shopWithHole();
  expect(() => new ServiceIsolationValidator().requireIsolation(app)).toThrow(
    /^services must reach only what they were given, got these findings:\nServiceIsolation::Policy\[orderservice:userservice-store\]: orderservice reaches .* Or acknowledge the id at orderservice\/Task\/TaskRole\/DefaultPolicy\/Resource\.$/,
  );
  expect(output).toMatch(/^service +own store +other stores +cache +messaging/m);
  expect(output).toMatch(/^orderservice +network, secret +userservice store: secret +network +network/m);
});

test('requireIsolation accepts an app without findings', () => {
  const { app } = smallShop();
  expect(() => new ServiceIsolationValidator().requireIsolation(app)).not.toThrow();
});

test('as a plugin, the validator prints the matrix and reports the finding', () => {
  const { app } = shopWithHole();
  Validations.of(app).addPlugins(new ServiceIsolationValidator(app));
  synthesize(app);
  expect(output).toMatch(/^orderservice +network, secret +userservice store: secret/m);
  expect(output).toContain(ID);
});

test('as a plugin, the validator accepts an app whose findings are acknowledged', () => {
  const shop = shopWithHole();
  acknowledge(roleOf(shop, 'orderservice'));
  Validations.of(shop.app).addPlugins(new ServiceIsolationValidator(shop.app));
  synthesize(shop.app);
  expect(process.exitCode).toBeUndefined();
  expect(output).not.toContain(ID);
});

test('the validator reads the stacks of stages', () => {
  const app = new App();
  const stage = new Stage(app, 'Production');
  const platform = platformIn(new Stack(stage, 'Shop', { env: ENV }));
  const { secret } = platform.service('userservice').store?.secrets.DATABASE_PASSWORD ?? {};
  const orders = platform.service('orderservice');
  const own = new Stack(stage, 'Orders', { env: ENV });
  const role = new iam.Role(own, 'Pod', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
  orders.connect(Workload.identity(own, 'Workload', role, orders.securityGroups));
  role.addToPolicy(allow([READ_SECRET], [secret?.secretArn ?? '']));
  for (const scope of [app, stage]) {
    const { violations } = new ServiceIsolationValidator().validateScope(scope);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([ID]);
  }
});

test('the validator lets the CLI look up values, and checks the app with the values', () => {
  const holeIn = (context: Record<string, unknown>) => {
    const shop = smallShop('local', context);
    const group = ec2.SecurityGroup.fromLookupById(shop.stack, 'Hole', 'sg-1');
    shop.platform.service('userservice').store?.connections.allowDefaultPortFrom(group);
    return validate(shop).success;
  };
  const environment = `account=${ENV.account}:region=${ENV.region}`;
  const values = {
    [`security-group:${environment}:securityGroupId=sg-1`]: { securityGroupId: 'sg-1', allowAllOutbound: true },
    [`availability-zones:${environment}`]: ['eu-central-1a', 'eu-central-1b'],
  };
  const withoutCli = holeIn({});
  process.env.CDK_CLI_VERSION = '2.1000.0';
  const withCli = [holeIn({}), holeIn(values)];
  delete process.env.CDK_CLI_VERSION;
  expect([withoutCli, ...withCli]).toEqual([false, true, false]);
});

test('the validator returns what each service reaches', () => {
  const { app } = shopWithHole();
  const reach = new ServiceIsolationValidator().reach(app);
  expect(reach).toContainEqual({ serviceName: 'orderservice', resource: 'userservice store', access: ['secret'] });
});

test('the validator has the members that plugins of the CDK may have, which Python checks', () => {
  const validator = new ServiceIsolationValidator();
  expect(validator.ruleIds).toEqual(expect.arrayContaining(['Network', 'Policy', 'Unknown']));
  expect(validator).toHaveProperty('version');
});

test('without an app, the validator says how to pass one', () => {
  expect(() => new ServiceIsolationValidator().validate({ templatePaths: [] })).toThrow(
    'scope must be the app, because this version of aws-cdk-lib does not pass it to plugins, got none. Write ' +
      '`new ServiceIsolationValidator(app)`.',
  );
});

/** Newer versions of aws-cdk-lib throw an error when a plugin has findings; the oldest sets the exit code. */
function synthesize(app: Shop['app']): void {
  try {
    app.synth();
  } catch (error) {
    output += error;
  }
}
