import { App, CfnResource, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EcommercePlatform, LocalStackProvider, ServiceCatalogue, Workload } from '../../src';
import { validateLimits } from '../../src/limits/validate-limits';
import { granting } from '../support/services';
import { existingVpc } from '../support/stacks';
import { podRole } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

test('inline policies without statements, which are not in the template, do not count', () => {
  const app = new App();
  const platform = new Construct(new Stack(app, 'Shop'), 'Platform');
  validateLimits(platform, { services: [], stacks: () => [Stack.of(platform)] });
  for (let index = 0; index < 500; index++) {
    new CfnResource(platform, `Resource${index}`, { type: 'AWS::SNS::Topic' });
  }
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
