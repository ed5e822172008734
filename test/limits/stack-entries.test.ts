import { App, CfnOutput, CfnParameter, aws_iam as iam, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Capability, EcommercePlatform, LocalStackProvider, ServiceCatalogue, Workload } from '../../src';
import { podRole } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** A platform in a stack, and a workload of each service in another. */
function shop(isNamed = true, services = ['orders']) {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const { environmentName, ...unnamed } = new LocalStackProvider();
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider: isNamed ? { ...unnamed, environmentName } : unnamed,
    catalogue: ServiceCatalogue.of(services.map((name) => ({ name, capabilities: [Capability.CACHE] }))),
  });
  const workloads = new Stack(app, 'Workloads', { env: ENV });
  for (const name of services) {
    const service = platform.service(name);
    service.connect(Workload.identity(workloads, name, podRole(workloads, `Pod-${name}`), service.securityGroups));
  }
  return { stack, workloads, app };
}

function sectionOf(stack: Stack, section: 'Outputs' | 'Parameters'): string[] {
  return Object.keys(Template.fromStack(stack).toJSON()[section] ?? {});
}

function addOutputs(stack: Stack, count: number): void {
  for (let index = 0; index < count; index++) {
    new CfnOutput(stack, `Output${index}`, { value: 'value' });
  }
}

function addParameters(stack: Stack, count: number): void {
  for (let index = 0; index < count; index++) {
    new CfnParameter(stack, `Parameter${index}`);
  }
}

describe('the outputs of a stack', () => {
  const exports = sectionOf(shop(false).stack, 'Outputs').length;

  test('can be 200, exports for other stacks included', () => {
    const { stack } = shop(false);
    addOutputs(stack, 200 - exports);
    expect(exports).toBeGreaterThan(0);
    expect(sectionOf(stack, 'Outputs')).toHaveLength(200);
  });

  test('cannot be 201', () => {
    const { stack, app } = shop(false);
    addOutputs(stack, 201 - exports);
    expect(() => app.synth()).toThrow(
      new Error(
        'Validation failed with the following errors:\n  [Shop/Platform] stack must be one with at most 200 outputs, got ' +
          '201. Remove outputs of your own. If the platform has no environment name, set `environmentName`: the CDK then ' +
          'exports no values for workloads in other stacks. (in Shop)',
      ),
    );
  });

  test('are all of the user if the platform has an environment name', () => {
    const { stack } = shop();
    addOutputs(stack, 200);
    expect(sectionOf(stack, 'Outputs')).toHaveLength(200);
  });
});

describe('the parameters of a stack', () => {
  describe.each([
    ['stack', 'Shop'],
    ['workloads', 'Workloads'],
  ] as const)('in the %s', (name, path) => {
    const count = sectionOf(shop()[name], 'Parameters').length;

    test('can be 200', () => {
      const { [name]: stack } = shop();
      addParameters(stack, 200 - count);
      expect(sectionOf(stack, 'Parameters')).toHaveLength(200);
    });

    test('cannot be 201', () => {
      const { [name]: stack, app } = shop();
      addParameters(stack, 201 - count);
      expect(() => app.synth()).toThrow(
        new Error(
          'Validation failed with the following errors:\n  [Shop/Platform] ' +
            'stack must be one with at most 200 parameters, got 201. Create the workloads of some services, or resources ' +
            `of your own, in another stack. (in ${path})`,
        ),
      );
    });
  });

  test('include one for each service whose workloads are in the stack', () => {
    const one = sectionOf(shop(true, ['orders']).workloads, 'Parameters').length;
    expect(sectionOf(shop(true, ['orders', 'returns']).workloads, 'Parameters')).toHaveLength(one + 1);
  });

  test('include those by which a nested stack gets values of its parent', () => {
    const app = new App();
    const parent = new Stack(app, 'Parent', { env: ENV });
    const nested = new NestedStack(parent, 'Nested');
    new EcommercePlatform(nested, 'Platform', {
      provider: new LocalStackProvider(),
      catalogue: ServiceCatalogue.of([{ name: 'orders' }]),
    });
    for (let index = 0; index < 201; index++) {
      const role = new iam.Role(parent, `Role${index}`, { assumedBy: new iam.AnyPrincipal() });
      new CfnOutput(nested, `Output${index}`, { value: role.roleArn });
    }
    expect(() => app.synth()).toThrow('stack must be one with at most 200 parameters, got 201.');
    expect(() => app.synth()).toThrow('stack must be one with at most 200 outputs, got 201.');
  });
});
