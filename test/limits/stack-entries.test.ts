import { App, CfnOutput, CfnParameter, aws_iam as iam, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Capability, EcommercePlatform, LocalStackProvider, ServiceCatalogue, Workload } from '../../src';
import { podRole } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** A platform of one service in a stack, and a workload of the service in another. */
function shop() {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider: new LocalStackProvider(),
    catalogue: ServiceCatalogue.of([{ name: 'orders', capabilities: [Capability.CACHE] }]),
  });
  const workloads = new Stack(app, 'Workloads', { env: ENV });
  const orders = platform.service('orders');
  orders.connect(Workload.identity(workloads, 'Orders', podRole(workloads), orders.securityGroups));
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
  const exports = sectionOf(shop().stack, 'Outputs').length;

  test('can be 200, exports for other stacks included', () => {
    const { stack } = shop();
    addOutputs(stack, 200 - exports);
    expect(exports).toBeGreaterThan(0);
    expect(sectionOf(stack, 'Outputs')).toHaveLength(200);
  });

  test('cannot be 201', () => {
    const { stack, app } = shop();
    addOutputs(stack, 201 - exports);
    expect(() => app.synth()).toThrow(
      new Error(
        'Validation failed with the following errors:\n  [Shop/Platform] ' +
          `stack must be one with at most 200 outputs, got 201, ${exports} of which are exports for other stacks. ` +
          'Connect workloads of other stacks in another app, through `Microservice.fromParameters`, which needs no ' +
          'exports, or remove outputs of your own. (in Shop)',
      ),
    );
  });
});

describe('the parameters of a stack', () => {
  const ofCdk = sectionOf(shop().stack, 'Parameters').length;

  test.each(['stack', 'workloads'] as const)('can be 200 in the %s', (name) => {
    const { [name]: stack } = shop();
    addParameters(stack, 200 - ofCdk);
    expect(sectionOf(stack, 'Parameters')).toHaveLength(200);
  });

  test.each([
    ['stack', 'Shop'],
    ['workloads', 'Workloads'],
  ] as const)('cannot be 201 in the %s', (name, path) => {
    const { [name]: stack, app } = shop();
    addParameters(stack, 201 - ofCdk);
    expect(() => app.synth()).toThrow(
      new Error(
        'Validation failed with the following errors:\n  [Shop/Platform] ' +
          'stack must be one with at most 200 parameters, got 201. Create the workloads of some services, or resources ' +
          `of your own, in another stack. (in ${path})`,
      ),
    );
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
    expect(() => app.synth()).toThrow('stack must be one with at most 200 outputs, got 201, 0 of which are exports');
  });
});
