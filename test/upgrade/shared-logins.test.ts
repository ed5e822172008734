import { AWSProvider, type LoginOptions, ServiceCatalogue } from '../../src';
import { baselines } from './baselines';
import { templateWith } from './deployments';
import { type CloudFormationTemplate, losses, orphans, takenNames } from './stateful-changes';

/** The secrets of masters that the records of services hand out, by the logical id of the record. */
function handedOut({ Resources }: CloudFormationTemplate): Map<string, string[]> {
  const records = Object.entries(Resources).filter(([, { Properties = {} }]) =>
    String(Properties.Name).endsWith('/connection'),
  );
  return new Map(records.map(([id, { Properties }]) => [id, [...new Set(JSON.stringify(Properties).match(MASTER))]]));
}

/** The secret of the master of a PostgreSQL instance, which RDS creates, or of a DocumentDB cluster. */
const MASTER = /"\w+","MasterUserSecret\.SecretArn"|"PlatformDatabase\w+serviceSecret[0-9A-F]{8}"/g;

function production(logins?: LoginOptions, catalogue = ServiceCatalogue.PHASE_ONE): CloudFormationTemplate {
  return templateWith({ provider: new AWSProvider(), catalogue, logins });
}

/** The catalogues of the deployments, by name, with the number of masters. */
const CATALOGUES = new Map([
  ['production-phase-one', { catalogue: ServiceCatalogue.PHASE_ONE, masters: 7 }],
  ['production-phase-two', { catalogue: ServiceCatalogue.PHASE_TWO, masters: 5 }],
]);

const DEPLOYED = baselines().flatMap(({ deployment, ...baseline }) => {
  const of = CATALOGUES.get(deployment);
  return of === undefined ? [] : [{ deployment, ...baseline, ...of }];
});

describe.each(DEPLOYED)('an upgrade of $deployment from $version with shared logins', (baseline) => {
  const { template, catalogue, masters } = baseline;
  const after = production({ sharedLogins: true }, catalogue);

  test('leaves each service the login that its workloads had', () => {
    const before = handedOut(template);
    expect([...before.values()].flat()).toHaveLength(masters);
    expect(handedOut(after)).toEqual(before);
  });

  test('replaces and deletes no stateful resource', () => {
    expect([...losses(template, after), ...orphans(template, after), ...takenNames(template, after)]).toEqual([]);
  });
});

describe.each([...CATALOGUES])('a platform like %s', (_, { catalogue }) => {
  test('hands out no login of a master', () => {
    expect([...handedOut(production({}, catalogue)).values()].flat()).toEqual([]);
  });

  test('changes no stateful resource when it turns shared logins off', () => {
    expect(losses(production({ sharedLogins: true }, catalogue), production({}, catalogue))).toEqual([]);
  });
});
