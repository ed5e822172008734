import { defaultVersions, ENVIRONMENTS, recordedVersions } from './engine-versions';

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
