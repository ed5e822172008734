import { aws_ec2 as ec2, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  AWSProvider,
  Capability,
  DataStore,
  EcommercePlatform,
  type IEnvironmentProvider,
  LocalStackProvider,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { functionOf, podRole } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** Every kind of store, a proxy, and every shared part. */
const CATALOGUE = ServiceCatalogue.PHASE_TWO.withService({
  name: 'reviewservice',
  capabilities: [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH, Capability.STORAGE],
  store: DataStore.auroraPostgres({ proxy: true }),
}).withService({ name: 'carts', store: DataStore.postgresInstance({ proxy: true }) });

/** Creates a platform and its workloads in named stacks, and returns the templates by the names of the stacks. */
function templatesIn(stage: Stage, ids: string[], provider: IEnvironmentProvider): Record<string, unknown> {
  const parent = ids.reduce<Construct>((scope, id) => new Construct(scope, id), stage);
  const stacks = ['shop', 'orders', 'roles'].map((stackName) => new Stack(parent, stackName, { stackName, env: ENV }));
  const [shop, orders, roles] = stacks;
  const platform = new EcommercePlatform(shop, 'Platform', {
    provider,
    catalogue: CATALOGUE,
    network: { securityGroupNames: ['bastion'], interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.KMS] },
  });
  const reviews = platform.service('reviewservice');
  const ownGroup = { vpc: platform.vpc, description: 'Workloads', allowAllOutbound: false };
  const inside = new ec2.SecurityGroup(orders, 'Inside', ownGroup);
  const elsewhere = new ec2.SecurityGroup(roles, 'Elsewhere', ownGroup);
  reviews.connect(Workload.lambdaFunction(functionOf(orders, platform.vpc, [inside, elsewhere])));
  reviews.connect(Workload.lambdaFunction(functionOf(shop, platform.vpc, reviews.securityGroups)));
  reviews.connect(Workload.identity(orders, 'Pods', podRole(roles), [inside]));
  const assembly = stage.synth();
  return Object.fromEntries(
    stacks.map(({ stackName }) => [stackName, assembly.getStackByName(stackName).template.Resources]),
  );
}

const PROVIDERS: [string, () => IEnvironmentProvider][] = [
  ['production', () => new AWSProvider()],
  ['local', () => new LocalStackProvider()],
];

describe.each(FEATURE_FLAGS)('stacks that are moved into a stage and keep their names, %s,', (_, context) => {
  test.each(PROVIDERS)('keep their templates in %s, so that nothing is replaced', (_environment, provider) => {
    const before = templatesIn(newApp(context), [], provider());
    const after = templatesIn(new Stage(newApp(context), 'Prod'), ['Europe', 'Shops'], provider());
    expect(after).toEqual(before);
  });
});
