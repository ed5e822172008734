import { defaultVersions, ENVIRONMENTS, recordedVersions, withRelease } from './engine-versions';

const majors = Object.keys(recordedVersions()).map(Number);
const recorded = recordedVersions()[Math.max(...majors)];

test('the default engine versions are those of the last release of this major version of the library', () => {
  // A higher default upgrades deployed databases at the next deployment, which cannot be undone.
  expect(defaultVersions()).toEqual(recorded);
});

test.each(ENVIRONMENTS)('the record has every engine version of the environment %s', (name, environment) => {
  const engines = Object.entries(environment).flatMap(([group, settings]) =>
    Object.keys(Object(settings))
      .filter((setting) => /engine/i.test(setting))
      .map((setting) => `${group}.${setting}`),
  );
  expect(Object.keys(recorded[name]).sort()).toEqual(engines.sort());
});

describe('a release', () => {
  const versions = (postgres: string) => ({ production: { 'database.engineVersion': postgres } });
  const record = { 0: versions('18') };

  test('with the default versions of its major version does not change the record', () => {
    expect(withRelease(record, '0.2.0', versions('18'))).toEqual(record);
  });

  test.each(['0.2.0', '0.1.1'])('%s with other default versions is rejected', (version) => {
    expect(() => withRelease(record, version, versions('19'))).toThrow(
      `${version} must have the default engine versions of the major version 0. Release a new major version, or restore the defaults.`,
    );
  });

  test('of a new major version is recorded with its default versions', () => {
    expect(withRelease(record, '1.0.0', versions('19'))).toEqual({ ...record, 1: versions('19') });
  });
});
