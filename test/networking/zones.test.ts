import { App, CfnOutput, aws_ec2 as ec2, Fn, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AWSProvider, DevelopmentProvider, LocalStackProvider, VpcConstruct, type VpcOptions } from '../../src';
import { propertiesByType, templateOf, threeZoneStack, twoZoneStack } from '../support/stacks';

const provider = new AWSProvider();

function network(options: VpcOptions = {}, environment = provider) {
  const stack = threeZoneStack();
  const construct = new VpcConstruct(stack, 'Network', { provider: environment, ...options });
  return { construct, template: () => templateOf(stack) };
}

/** Returns the availability zones of the subnets, in the order of the template. */
function zonesOfSubnets(template: ReturnType<typeof templateOf>): unknown[] {
  return Object.values(template.findResources('AWS::EC2::Subnet')).map(({ Properties }) => Properties.AvailabilityZone);
}

/** The zones of the stack's region, as the CDK has looked them up. */
function lookedUp(...zones: string[]) {
  return { 'availability-zones:account=123456789012:region=eu-central-1': zones.map((zone) => `eu-central-1${zone}`) };
}

const OF_ANY_REGION = [0, 1, 2].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] }));

describe('a stack without `env`', () => {
  test('has three zones, the first of the region that it is deployed to, without a warning', () => {
    const stack = twoZoneStack();
    new VpcConstruct(stack, 'Network', { provider });
    expect(zonesOfSubnets(templateOf(stack))).toEqual([...OF_ANY_REGION, ...OF_ANY_REGION, ...OF_ANY_REGION]);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('has the two zones that development needs', () => {
    const stack = twoZoneStack();
    new VpcConstruct(stack, 'Network', { provider: new DevelopmentProvider() });
    const two = OF_ANY_REGION.slice(0, 2);
    expect(zonesOfSubnets(templateOf(stack))).toEqual([...two, ...two, ...two]);
  });

  test('has the zones that an app sets for such stacks', () => {
    const zones = ['us-east-1b', 'us-east-1c', 'us-east-1d', 'us-east-1f'];
    const stack = twoZoneStack();
    stack.node.setContext('aws:cdk:availability-zones:fallback', zones);
    new VpcConstruct(stack, 'Network', { provider });
    expect(new Set(zonesOfSubnets(templateOf(stack)))).toEqual(new Set(zones.slice(0, 3)));
  });
});

test('a stack that overrides its zones has these, although they are of any region too', () => {
  class Elsewhere extends Stack {
    public get availabilityZones(): string[] {
      return [1, 2].map((index) => Fn.select(index, Fn.getAzs()));
    }
  }
  const stack = new Elsewhere(new App(), 'Test');
  new VpcConstruct(stack, 'Network', { provider });
  const own = OF_ANY_REGION.slice(1);
  expect(zonesOfSubnets(templateOf(stack))).toEqual([...own, ...own, ...own]);
});

describe('a stack with `env`', () => {
  test('has the first three zones of its region', () => {
    const stack = threeZoneStack(lookedUp('a', 'b', 'c', 'd'));
    const { vpc } = new VpcConstruct(stack, 'Network', { provider });
    expect(vpc.availabilityZones).toEqual(['eu-central-1a', 'eu-central-1b', 'eu-central-1c']);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('warns when its region has fewer zones than `maxAzs`, and names the alternatives', () => {
    const stack = threeZoneStack(lookedUp('a', 'b'));
    new VpcConstruct(stack, 'Network', { provider });
    templateOf(stack).resourceCountIs('AWS::EC2::Subnet', 6);
    Annotations.fromStack(stack).hasWarning(
      '/Test/Network',
      'maxAzs is 3, but the stack has 2 availability zones. Set `maxAzs` to 2, or deploy to a region with more zones. ' +
        '[ack: @org/ecommerce-constructs:fewerZones]',
    );
  });

  test('does not warn when fewer zones are listed than production has', () => {
    const stack = threeZoneStack(lookedUp('a', 'b'));
    new VpcConstruct(stack, 'Names', { provider, availabilityZones: ['eu-central-1b'] });
    new VpcConstruct(stack, 'Ids', { provider, availabilityZoneIds: ['euc1-az2'] });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('zones that are listed by id', () => {
  const availabilityZoneIds = ['use1-az6', 'use1-az1'];

  test('are set on the subnets, which then have no name of a zone', () => {
    const subnets = propertiesByType(network({ availabilityZoneIds }).template())['AWS::EC2::Subnet'];
    expect(subnets).toEqual(
      ['use1-az6', 'use1-az1', 'use1-az6', 'use1-az1', 'use1-az6', 'use1-az1'].map((AvailabilityZoneId) =>
        expect.objectContaining({ AvailabilityZoneId }),
      ),
    );
    expect(subnets).not.toContainEqual(expect.objectContaining({ AvailabilityZone: expect.anything() }));
  });

  test('do not change the logical ids of the subnets', () => {
    const ids = (options: VpcOptions) => Object.keys(network(options).template().findResources('AWS::EC2::Subnet'));
    expect(ids({ availabilityZoneIds })).toEqual(ids({ maxAzs: 2 }));
  });

  test('have the names that AWS returns for the subnets, each once', () => {
    const stack = threeZoneStack();
    const { vpc } = new VpcConstruct(stack, 'Network', { provider, availabilityZoneIds });
    new CfnOutput(stack, 'Zone', { value: vpc.availabilityZones[1] });
    const subnets = Object.keys(templateOf(stack).findResources('AWS::EC2::Subnet'));
    templateOf(stack).hasOutput('Zone', { Value: { 'Fn::GetAtt': [subnets[1], 'AvailabilityZone'] } });
    const isolated = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    expect(vpc.selectSubnets({ ...isolated, onePerAz: true }).subnets).toEqual(vpc.isolatedSubnets);
  });

  test('may be tokens', () => {
    const { template } = network({ availabilityZoneIds: [Token.asString({ Ref: 'Zone' })] });
    template().allResourcesProperties('AWS::EC2::Subnet', { AvailabilityZoneId: { Ref: 'Zone' } });
  });

  test.each<[VpcOptions, string]>([
    [
      { availabilityZoneIds: ['us-east-1a'] },
      "availabilityZoneIds must be ids of zones, such as use1-az1, got 'us-east-1a'. List names of zones, such as " +
        'us-east-1a, in `availabilityZones`.',
    ],
    [
      { availabilityZoneIds: ['use1-bos1-az1'] },
      "availabilityZoneIds must be ids of zones, such as use1-az1, got 'use1-bos1-az1'. List names of zones, such as " +
        'us-east-1a, in `availabilityZones`.',
    ],
    [
      { availabilityZoneIds: [] },
      'availabilityZoneIds.length must be a whole number from 1 to 3, got 0. List one to three zones.',
    ],
    [
      { availabilityZoneIds: ['use1-az1', 'use1-az1'] },
      "availabilityZoneIds must be unique, got 'use1-az1, use1-az1'. Remove the duplicate.",
    ],
    [
      { availabilityZoneIds: Fn.split(',', Fn.importValue('Zones')) },
      'availabilityZoneIds must be a list whose length is known at synthesis, got a token. It determines the resources ' +
        'of the template: list each zone, for example with `Fn.select`.',
    ],
    [
      { availabilityZoneIds, maxAzs: 2 },
      'maxAzs must be omitted when `availabilityZoneIds` is set, got 2. Remove it: the length of `availabilityZoneIds` ' +
        'is the number of zones.',
    ],
    [
      { availabilityZoneIds, availabilityZones: ['eu-central-1a'] },
      "availabilityZoneIds must be omitted when `availabilityZones` is set, got 'use1-az6, use1-az1'. List the zones " +
        'either by name or by id.',
    ],
  ])('are rejected in %p', (options, message) => {
    expect(() => network(options)).toThrow(`${message} (in Test/Network)`);
  });
});

describe('zones', () => {
  test('are two when the environment sets two', () => {
    network({}, new LocalStackProvider()).template().resourceCountIs('AWS::EC2::Subnet', 6);
  });

  test.each([0, 4, -1, 1.5, Number.NaN])('reject %p as maxAzs', (maxAzs) => {
    expect(() => network({ maxAzs })).toThrow(
      `maxAzs must be a whole number from 1 to 3, got ${maxAzs}. Use 3 zones to survive the loss of one; more ` +
        'zones only add cost. (in Test/Network)',
    );
  });

  test('reject a token as maxAzs, because it determines the resources of the template', () => {
    expect(() => network({ maxAzs: Token.asNumber({ Ref: 'Zones' }) })).toThrow(
      'maxAzs must be a number that is known at synthesis, got a token. It determines the resources of the ' +
        'template: set a plain number. (in Test/Network)',
    );
  });

  test('reject maxAzs and availabilityZones together', () => {
    expect(() => network({ maxAzs: 2, availabilityZones: ['eu-central-1a'] })).toThrow(
      'maxAzs must be omitted when `availabilityZones` is set, got 2. Remove it: the length of `availabilityZones` is the ' +
        'number of zones. (in Test/Network)',
    );
  });

  test.each<[string[], string]>([
    [[], 'availabilityZones.length must be a whole number from 1 to 3, got 0. List one to three zones.'],
    [
      ['a', 'b', 'c', 'd'].map((zone) => `eu-central-1${zone}`),
      'availabilityZones.length must be a whole number from 1 to 3, got 4. List one to three zones.',
    ],
    [
      ['eu-central-1a', 'eu-central-1a'],
      "availabilityZones must be unique, got 'eu-central-1a, eu-central-1a'. Remove the duplicate.",
    ],
    [
      ['eu-central-1a', 'us-east-1a'],
      "availabilityZones must be zones of eu-central-1, got 'us-east-1a'. Use zones of the stack's region.",
    ],
    [
      ['not-eu-central-1a'],
      "availabilityZones must be zones of eu-central-1, got 'not-eu-central-1a'. Use zones of the stack's region.",
    ],
  ])('reject %p as availabilityZones', (availabilityZones, message) => {
    expect(() => network({ availabilityZones })).toThrow(`${message} (in Test/Network)`);
  });

  test('are accepted under any name in a stack without a region, and before the CDK has looked them up', () => {
    const availabilityZones = ['us-east-1a', 'us-east-1b'];
    const props = { provider: new AWSProvider(), availabilityZones };
    expect(() => new VpcConstruct(twoZoneStack(), 'Network', props)).not.toThrow();
    expect(() => network({ availabilityZones: ['dummy1a', 'dummy1b'] })).not.toThrow();
  });
  test('reject a token as availabilityZones, because its length determines the resources of the template', () => {
    expect(() => network({ availabilityZones: Fn.getAzs() })).toThrow(
      'availabilityZones must be a list whose length is known at synthesis, got a token. It determines the resources of ' +
        'the template: list each zone, for example with `Fn.select`. (in Test/Network)',
    );
  });
});
