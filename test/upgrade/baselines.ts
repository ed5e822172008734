import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENTS } from './deployments';
import type { CloudFormationTemplate } from './stateful-changes';

const TEMPLATES = join(__dirname, 'templates');

/** A deployment of an earlier version. */
export interface Baseline {
  readonly version: string;
  readonly deployment: string;
  readonly template: CloudFormationTemplate;
}

/** What the versions that are recorded deployed. */
export function baselines(): Baseline[] {
  return readdirSync(TEMPLATES).flatMap((version) =>
    readdirSync(join(TEMPLATES, version)).map((file) => ({
      version,
      deployment: file.replace(/\.json$/, ''),
      template: JSON.parse(readFileSync(join(TEMPLATES, version, file), 'utf8')),
    })),
  );
}

/** Records what the library deploys today as what `version` deploys, and answers where. */
export function record(version: string): string {
  const folder = join(TEMPLATES, version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [deployment, template] of Object.entries(DEPLOYMENTS)) {
    writeFileSync(join(folder, `${deployment}.json`), `${withoutHashes(template())}\n`);
  }
  return folder;
}

/** The assets are the CDK's own functions, whose hashes change with its version. */
function withoutHashes(template: CloudFormationTemplate): string {
  return JSON.stringify(template).replace(/[0-9a-f]{64}/g, 'asset');
}
