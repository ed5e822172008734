import { Capability, ServiceCatalogue } from '../../src';
import { CrossStackValues, type Fields, isFields } from '../support/cross-stack-values';
import { shopOf } from '../support/service-stacks';

const SERVICES = Array.from({ length: 300 }, (_, index) => `service${index + 1}`);

/** The users that a cache takes, besides the one that every cache has. */
const USERS_OF_CACHE = 99;

describe('a platform of 300 services in production', () => {
  const catalogue = ServiceCatalogue.of(
    SERVICES.map((name, index) => ({
      name,
      capabilities: [...(index < USERS_OF_CACHE ? [Capability.CACHE] : []), Capability.MESSAGING],
    })),
  );
  const { app, platform } = shopOf({ catalogue, messaging: { connectionLimit: 2 } });
  const stacks = app.synth().stacks.map(({ hierarchicalId, stackName, template, dependencies }) => ({
    path: hierarchicalId,
    stackName,
    template: fieldsOf(template),
    waitsFor: dependencies.map(({ id }) => id).filter((id) => !id.endsWith('.assets')),
  }));
  const [own, ...others] = stacks;
  const isOfAlarms = ({ path }: { path: string }) => path === 'Shop/Platform/Monitoring';
  const ofServices = others.filter((stack) => !isOfAlarms(stack));
  const ofAlarms = others.filter(isOfAlarms);
  const texts = stacks.map(({ template }) => JSON.stringify(template));

  const count = (section: unknown) => Object.keys(Object(section)).length;
  const most = (section: string) => Math.max(...ofServices.map(({ template }) => count(template[section])));

  test('has a stack for each, and one for the alarms', () => {
    expect(platform.stacks).toHaveLength(302);
    expect(ofAlarms).toHaveLength(1);
    expect(new Set(ofServices.map(({ path }) => path))).toEqual(
      new Set(SERVICES.map((name) => `Shop/Platform/${name}`)),
    );
    expect(new Set(stacks.map(({ stackName }) => stackName)).size).toBe(302);
  });

  test('keeps the limits of CloudFormation: 500 resources, 200 parameters, 1 MB', () => {
    expect(count(own.template.Resources)).toBeLessThanOrEqual(140);
    expect(most('Resources')).toBeLessThanOrEqual(48);
    expect(most('Parameters')).toBeLessThanOrEqual(10);
    expect(Math.max(...[own, ...ofServices].map(({ template }) => JSON.stringify(template).length))).toBeLessThan(
      100_000,
    );
  });

  test('keeps these limits in the stack of the alarms', () => {
    for (const { template } of ofAlarms) {
      expect(count(template.Resources)).toBeLessThanOrEqual(400);
      expect(count(template.Parameters)).toBeLessThanOrEqual(120);
      expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
    }
  });

  test('exports and imports nothing', () => {
    expect(texts.filter((text) => /Fn::ImportValue|"Export"|"Outputs"/.test(text))).toEqual([]);
  });

  test('has stacks that read only what the stack of the platform writes', () => {
    const written = Object.values(fieldsOf(own.template.Resources)).flatMap((resource) => {
      const { Type, Properties } = fieldsOf(resource);
      return Type === 'AWS::SSM::Parameter' ? [fieldsOf(Properties).Name] : [];
    });
    for (const { template } of ofServices) {
      const { BootstrapVersion, ...parameters } = fieldsOf(template.Parameters);
      const read = Object.values(parameters).map((parameter) => fieldsOf(parameter));
      expect(read.filter(({ Type }) => Type !== 'AWS::SSM::Parameter::Value<String>')).toEqual([]);
      expect(written).toEqual(expect.arrayContaining(read.map(({ Default }) => Default)));
    }
  });

  test('has stacks that wait only for the stack of the platform', () => {
    expect(own.waitsFor).toEqual([]);
    expect(ofServices.filter(({ waitsFor }) => waitsFor.join() !== 'Shop')).toEqual([]);
  });

  test('has stacks whose values are all written, with the key by which they are read', () => {
    const values = new CrossStackValues(app);
    for (const { stackName, template } of ofServices) {
      const resolved = JSON.stringify(values.resolve(stackName, template.Resources));
      expect(resolved).toContain('"in Shop":');
      expect(resolved).not.toMatch(/SsmParameterValue|"Fn::Split"/);
    }
  });

  test('has stacks that differ only in the name of the service, and in whether it uses the cache', () => {
    const general = ofServices.map(({ path, template }) =>
      JSON.stringify(template)
        .replaceAll(path.split('/')[2], 'service')
        .replace(/[0-9A-Fa-f]{8,}/g, '#'),
    );
    expect(new Set(general).size).toBe(2);
  });
});

describe('300 services in production', () => {
  const all = (capability: Capability) =>
    ServiceCatalogue.of(SERVICES.map((name) => ({ name, capabilities: [capability] })));

  test('are rejected with the first service whose user does not fit in the cache', () => {
    expect(() => shopOf({ catalogue: all(Capability.CACHE) })).toThrow(
      `capabilities must be at most 100 users in the user group of a cache, with those that every cache has, got ` +
        `Capability.CACHE for service${USERS_OF_CACHE + 1}, the user number 101 of the cache. Remove the capability from`,
    );
  });

  test('are rejected if their users may have more connections in sum than the broker takes', () => {
    const { platform } = shopOf({ catalogue: all(Capability.MESSAGING) });
    // A synthesis would resolve all stacks first.
    const errors = platform.node.findAll().flatMap(({ node }) => node.validate());
    expect(errors).toEqual([expect.stringMatching(/connectionLimit must be .+, got /)]);
  });
});

function fieldsOf(value: Fields[string]): Fields {
  return isFields(value) ? value : {};
}
