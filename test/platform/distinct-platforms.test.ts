import { App, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EcommercePlatform, LocalStackProvider } from '../../src';

const FRANKFURT = { account: '123456789012', region: 'eu-central-1' };

/** Creates a platform in a stack with these props. */
function platformIn(scope: Construct, id: string, props: StackProps = {}, environmentName?: string): EcommercePlatform {
  return new EcommercePlatform(new Stack(scope, id, props), 'Platform', {
    provider: new LocalStackProvider(),
    environmentName,
  });
}

const REFUSAL =
  'environmentName must be different for each platform in an account and region, because the names of parameters contain ' +
  "it, got 'local', which Blue/Platform has too. Set `environmentName` of one platform to another name, for example " +
  'local-2. If they are in different accounts or regions, give both stacks `env`. (in Green/Platform)';

test.each([
  ['the same account and region', { env: FRANKFURT }],
  ['an unknown account and region', {}],
  ['the same region and an unknown account', { env: { region: 'eu-central-1' } }],
])('two platforms of one environment name in %s are refused', (_, props) => {
  const app = new App();
  platformIn(app, 'Blue', props);
  expect(() => platformIn(app, 'Green', props)).toThrow(REFUSAL);
});

test('two platforms in one account and region of different stages are refused', () => {
  const app = new App();
  platformIn(new Stage(app, 'One'), 'Shop', { env: FRANKFURT });
  expect(() => platformIn(new Stage(app, 'Two'), 'Shop', { env: FRANKFURT })).toThrow(
    'which One/Shop/Platform has too',
  );
});

test('two platforms with different environment names are accepted', () => {
  const app = new App();
  platformIn(app, 'Blue', { env: FRANKFURT });
  expect(() => platformIn(app, 'Green', { env: FRANKFURT }, 'green')).not.toThrow();
});

test.each([
  ['regions', { env: { ...FRANKFURT, region: 'eu-west-1' } }],
  ['accounts', { env: { ...FRANKFURT, account: '210987654321' } }],
])('two platforms in different %s are accepted', (_, props) => {
  const app = new App();
  platformIn(app, 'Blue', { env: FRANKFURT });
  expect(() => platformIn(app, 'Green', props)).not.toThrow();
});

test('two platforms in unknown accounts of different stages are accepted', () => {
  const app = new App();
  platformIn(new Stage(app, 'One'), 'Shop');
  expect(() => platformIn(new Stage(app, 'Two'), 'Shop')).not.toThrow();
});

test('platforms of different apps are accepted', () => {
  platformIn(new App(), 'Shop');
  expect(() => platformIn(new App(), 'Shop')).not.toThrow();
});
