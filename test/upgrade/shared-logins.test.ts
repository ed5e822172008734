import { AWSProvider, type LoginOptions, ServiceCatalogue } from '../../src';
import { baselines } from './baselines';
import { templateWith } from './deployments';
import { type CloudFormationTemplate, losses, orphans, takenNames } from './stateful-changes';

/** The secrets of masters that the records of services hand out, by the logical id of the record. */
function handedOut({ Resources }: CloudFormationTemplate): Map<string, string[]> {
  const records = Object.entries(Resources).filter(([, { Properties = {} }]) =>
    String(Properties.Name).endsWith('/connection'),
  );
  return new Map(
    records.map(([id, { Properties }]) => [
      id,
      [...new Set(JSON.stringify(Properties).match(/"\w+","MasterUserSecret\.SecretArn"/g))],
    ]),
  );
}

function production(logins?: LoginOptions): CloudFormationTemplate {
  return templateWith({ provider: new AWSProvider(), catalogue: ServiceCatalogue.PHASE_ONE, logins });
}

const DEPLOYED = baselines().filter(({ deployment }) => deployment === 'production-phase-one');

describe.each(DEPLOYED)('an upgrade from $version with shared logins', ({ template }) => {
  const after = production({ sharedLogins: true });

  test('leaves each service the login that its workloads had', () => {
    const before = handedOut(template);
    expect([...before.values()].flat()).toHaveLength(7);
    expect(handedOut(after)).toEqual(before);
  });

  test('replaces and deletes no stateful resource', () => {
    expect([...losses(template, after), ...orphans(template, after), ...takenNames(template, after)]).toEqual([]);
  });
});

test('a new platform hands out no login of a master', () => {
  expect([...handedOut(production()).values()].flat()).toEqual([]);
});

test('turning shared logins off changes no stateful resource', () => {
  expect(losses(production({ sharedLogins: true }), production())).toEqual([]);
});
