import { App, CfnResource, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EcommercePlatform, LocalStackProvider, ServiceCatalogue, Workload } from '../../src';
import { validateLimits } from '../../src/limits/validate-limits';
import { granting } from '../support/services';
import { existingVpc } from '../support/stacks';
import { podRole } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

function addResources(scope: Construct, count: number): void {
  for (let index = 0; index < count; index++) {
    new CfnResource(scope, `Resource${index}`, { type: 'AWS::SNS::Topic' });
  }
}

/** An app with a construct in place of a platform, and a stack for each of two services. */
function serviceStacks() {
  const app = new App();
  const platform = new Construct(new Stack(app, 'Shop'), 'Platform');
  const stacks = ['orders', 'returns'].map((name) => new Stack(platform, name));
  validateLimits(platform, { services: ['orders', 'returns'], stacks: () => [Stack.of(platform), ...stacks] });
  return { app, platform, stacks };
}

describe('a platform with a stack for each service', () => {
  test('can have 500 resources in each stack', () => {
    const { app, platform, stacks } = serviceStacks();
    for (const scope of [platform, ...stacks]) {
      addResources(scope, 500);
    }
    expect(() => app.synth()).not.toThrow();
  });

  test('cannot have 501 resources in the stack of a service', () => {
    const { app, stacks } = serviceStacks();
    addResources(stacks[1], 501);
    expect(() => app.synth()).toThrow(
      new Error(
        'Validation failed with the following errors:\n  [Shop/Platform] stack must be one with at most 500 resources, ' +
          'got 501. Create resources of your own in another stack. (in ' +
          'Shop/Platform/returns)',
      ),
    );
  });
});

test('inline policies without statements, which are not in the template, do not count', () => {
  const { app, platform } = serviceStacks();
  addResources(platform, 500);
  new iam.Policy(platform, 'Empty');
  expect(() => app.synth()).not.toThrow();
});

test('a workload is rejected once, although the app has two platforms', () => {
  const app = new App();
  const platforms = ['one', 'two'].map((environmentName) => {
    const stack = new Stack(app, environmentName, { env: ENV });
    const disabled = { enabled: false };
    return new EcommercePlatform(stack, 'Platform', {
      provider: new LocalStackProvider(),
      environmentName,
      catalogue: ServiceCatalogue.of([
        { name: 'orders', store: { bind: () => granting(['s3:GetObject'], [`arn:aws:s3:::${'o'.repeat(6144)}`]) } },
      ]),
      vpc: existingVpc(stack),
      cache: disabled,
      messaging: disabled,
      search: disabled,
      storage: disabled,
    });
  });
  const workloads = new Stack(app, 'Workloads', { env: ENV });
  platforms[1].service('orders').connect(Workload.identity(workloads, 'Orders', podRole(workloads), []));
  expect(() => app.synth()).toThrow(
    /^Validation failed with the following errors:\n {2}\[one\/Platform\] store must be .+ \(in Workloads\/Pod\/Access-orders\)$/,
  );
});
