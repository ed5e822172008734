import { App, aws_iam as iam, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { EcommercePlatform, LocalStackProvider, ServiceCatalogue } from '../../src';
import { existingVpc } from '../support/stacks';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** Creates platforms with a search domain each, in stacks of their own. */
function addPlatforms(app: App, names: string[], { env = ENV, logsResourcePolicy = true } = {}): void {
  const disabled = { enabled: false };
  for (const name of names) {
    const stack = new Stack(app, name, { env });
    new EcommercePlatform(stack, 'Platform', {
      provider: new LocalStackProvider(),
      environmentName: name,
      catalogue: ServiceCatalogue.of([{ name: 'orders' }]),
      vpc: existingVpc(stack),
      database: disabled,
      cache: disabled,
      messaging: disabled,
      storage: disabled,
      search: { logsResourcePolicy },
    });
  }
}

const TEN = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

test('ten platforms of an account and region can each create a resource policy for logs', () => {
  const app = new App();
  addPlatforms(app, TEN);
  addPlatforms(app, ['elsewhere'], { env: { ...ENV, region: 'eu-west-1' } });
  addPlatforms(app, ['without'], { logsResourcePolicy: false });
  expect(() => app.synth()).not.toThrow();
});

test('the eleventh is rejected, and the first ten are not', () => {
  const app = new App();
  addPlatforms(app, [...TEN, 'eleven']);
  expect(() => app.synth()).toThrow(
    new Error(
      'Validation failed with the following errors:\n  [eleven/Platform] ' +
        'logsResourcePolicy must be false, because CloudWatch Logs takes 10 resource policies in an account and region, ' +
        'got 11 policies in this app. Create one `logs.ResourcePolicy` that allows `es.amazonaws.com` to write the logs ' +
        'of all search domains, and set `search: { logsResourcePolicy: false }` on each platform. (in ' +
        'eleven/Platform/Search/LogsResourcePolicy/ResourcePolicy)',
    ),
  );
});

test('policies that the user creates count too', () => {
  const app = new App();
  const other = new Stack(app, 'Other', { env: ENV });
  for (const name of TEN) {
    const statement = new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('route53.amazonaws.com')],
      actions: ['logs:PutLogEvents'],
      resources: ['*'],
    });
    new logs.ResourcePolicy(other, name, { policyStatements: [statement] });
  }
  addPlatforms(app, ['shop']);
  expect(() => app.synth()).toThrow(
    '[shop/Platform] logsResourcePolicy must be false, because CloudWatch Logs takes 10 resource policies in an account ' +
      'and region, got 11 policies in this app.',
  );
});
