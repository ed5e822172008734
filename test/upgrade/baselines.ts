import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENTS } from './deployments';
import type { CloudFormationTemplate } from './stateful-changes';

const TEMPLATES = join(__dirname, 'templates');

/** The recorded template of a deployment of an earlier version. */
export interface Baseline {
  readonly version: string;
  readonly deployment: string;
  readonly template: CloudFormationTemplate;
}

/** Reads the recorded templates of all earlier versions. */
export function baselines(): Baseline[] {
  return readdirSync(TEMPLATES).flatMap((version) =>
    readdirSync(join(TEMPLATES, version)).map((file) => ({
      version,
      deployment: file.replace(/\.json$/, ''),
      template: JSON.parse(readFileSync(join(TEMPLATES, version, file), 'utf8')),
    })),
  );
}

/** Records the current templates as those of `version`, and returns the folder that it writes. */
export function record(version: string): string {
  const folder = join(TEMPLATES, version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [deployment, template] of Object.entries(DEPLOYMENTS)) {
    writeFileSync(join(folder, `${deployment}.json`), `${withoutHashes(template())}\n`);
  }
  return folder;
}

/** Removes the hashes of assets. The assets are functions of the CDK, and their hashes change with the CDK's version. */
function withoutHashes(template: CloudFormationTemplate): string {
  return JSON.stringify(template).replace(/[0-9a-f]{64}/g, 'asset');
}
