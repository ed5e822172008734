import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { type IConstruct, Node } from 'constructs';
import { acknowledgedInTree } from './acknowledgements';
import { platforms } from './platforms';

interface Finding {
  readonly rule: string;
  readonly path: string;
}

/** Returns all findings of the rule packs, including the acknowledged ones. */
function findingsIn(root: IConstruct): Finding[] {
  // Acknowledgements are in the metadata of constructs.
  const metadata = jest.spyOn(Node.prototype, 'metadata', 'get').mockReturnValue([]);
  const packs = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks()];
  const findings = packs.flatMap((pack) =>
    pack
      .validateScope(root)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, path: constructPath })),
      ),
  );
  metadata.mockRestore();
  return findings;
}

const covers = (at: Finding, { rule, path }: Finding) =>
  at.rule === rule && (path === at.path || path.startsWith(`${at.path}/`));

const describeFinding = ({ rule, path }: Finding) => `${rule} at ${path}`;

describe.each(platforms().map(({ name, app }) => [name, app] as const))('in %s,', (_, app) => {
  app.synth(); // some resources are created during synthesis
  const findings = findingsIn(app);
  const acknowledgements = acknowledgedInTree(app);

  test('every acknowledgement matches a finding', () => {
    const unused = acknowledgements.filter((at) => !findings.some((finding) => covers(at, finding)));
    expect(unused.map(describeFinding)).toEqual([]);
  });

  test('every finding is acknowledged', () => {
    const open = findings.filter((finding) => !acknowledgements.some((at) => covers(at, finding)));
    expect(open.map(describeFinding)).toEqual([]);
  });
});
