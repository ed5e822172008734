import { App, type aws_ec2 as ec2, Stack, type StackProps } from 'aws-cdk-lib';
import { EcommercePlatform, LocalStackProvider, Microservice, ServiceCatalogue } from '../../src';
import { existingVpc } from '../support/stacks';

const FRANKFURT = { account: '123456789012', region: 'eu-central-1' };

/** Creates a service in a stack of its own. */
function serviceIn(app: App, id: string, environment: string | undefined, props: StackProps = { env: FRANKFURT }) {
  const stack = new Stack(app, id, props);
  const vpc: ec2.IVpc = existingVpc(stack);
  return new Microservice(stack, 'Service', { serviceName: 'orders', vpc, environment });
}

test('two services of one name and environment name in an account and region are refused', () => {
  const app = new App();
  serviceIn(app, 'Blue', 'production');
  expect(() => serviceIn(app, 'Green', 'production')).toThrow(
    'serviceName must be different for each service of production in an account and region, because the names of ' +
      "parameters contain it, got 'orders', which Blue/Service has too. Set `serviceName` of one service of production " +
      'to another name, for example orders-2. If they are in different accounts or regions, give both stacks `env`. ' +
      '(in Green/Service)',
  );
});

test('a service of the name and the environment name of a service of a platform is refused', () => {
  const app = new App();
  const provider = new LocalStackProvider();
  const catalogue = ServiceCatalogue.of([{ name: 'orders' }]);
  new EcommercePlatform(new Stack(app, 'Shop', { env: FRANKFURT }), 'Platform', { provider, catalogue });
  expect(() => serviceIn(app, 'Green', 'local')).toThrow('which Shop/Platform/orders has too');
});

test.each<[string, string | undefined, StackProps]>([
  ['with another environment name', 'green', { env: FRANKFURT }],
  ['without an environment name, which have no parameters', undefined, { env: FRANKFURT }],
  ['in another region', 'production', { env: { ...FRANKFURT, region: 'eu-west-1' } }],
])('two services of one name %s are accepted', (_, environment, props) => {
  const app = new App();
  serviceIn(app, 'Blue', environment === undefined ? undefined : 'production');
  expect(() => serviceIn(app, 'Green', environment, props)).not.toThrow();
});
