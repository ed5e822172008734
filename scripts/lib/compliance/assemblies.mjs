// The checked cloud assemblies: those of the example apps, and of copies of these apps with planted faults.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { shortened } from '../../../local/lib/cli/lists.mjs';
import { CATALOGUES, ENVIRONMENTS } from '../cli/arguments.mjs';
import { assembly, PLATFORM_STACK, synthesize, synthesizeUsers, usersAssembly } from '../example/example-app.mjs';
import { lookupContext } from '../example/lookup-context.mjs';
import { EXAMPLE, PLANTED_STACKS, USERS_APP } from '../paths.mjs';
import { acknowledgedByNag, differingFlags, suppressedFindings, validationFindings } from './findings.mjs';

const VALIDATOR_FLAG = '@aws-cdk/core:validateAgainstDefaultRules';

const PLANTED = 'planted';
const [CATALOGUE] = CATALOGUES;

/** The platform with a stack for each service, with its workloads, in production with each catalogue. */
const PER_SERVICE_APPS = CATALOGUES.map((catalogue) => ({
  name: `production ${catalogue} per-service`,
  environment: 'production',
  folder: `${assembly('production', catalogue)}-per-service`,
  synthesize: (output) => synthesize('production', catalogue, { output, serviceStacks: true }),
}));

/**
 * The platform with its workloads, for each environment and catalogue, and the second app, for each environment with phase
 * one only: its service is the same in every catalogue.
 */
const TOGETHER_APPS = ENVIRONMENTS.flatMap((environment) => [
  ...CATALOGUES.map((catalogue) => ({
    name: `${environment} ${catalogue}`,
    environment,
    folder: assembly(environment, catalogue),
    synthesize: () => synthesize(environment, catalogue),
  })),
  {
    name: `${environment} users`,
    environment,
    folder: usersAssembly(environment, CATALOGUE),
    synthesize: () => synthesizeUsers(environment, CATALOGUE, usersLookups(environment)),
  },
]);

export const APPS = [...TOGETHER_APPS, ...PER_SERVICE_APPS];

/** Both apps in production with planted faults. A tool that finds these faults also checks the rest of the apps. */
export const PLANTED_APPS = [
  {
    name: 'planted platform',
    environment: PLANTED,
    folder: join(EXAMPLE, 'cdk.out', PLANTED),
    synthesize: (folder) => synthesize('production', CATALOGUE, planted(folder)),
  },
  {
    name: 'planted users',
    environment: PLANTED,
    folder: join(EXAMPLE, 'cdk.out', `${PLANTED}-users`),
    synthesize: (folder) => synthesizeUsers('production', CATALOGUE, usersLookups('production'), planted(folder)),
  },
];

const planted = (output) => ({ app: `npx tsx ${PLANTED}.ts`, output });

/** Writes a copy of each app beside it, with the faults added. */
export function plantFaults() {
  for (const folder of [EXAMPLE, USERS_APP]) {
    cpSync(PLANTED_STACKS, join(folder, 'planted-stacks.ts'));
    // The check of the isolation would synthesize the app before the faults are in it.
    const app = readFileSync(join(folder, 'app.ts'), 'utf8').replace(/^new ServiceIsolationValidator.*$/m, '');
    writeFileSync(join(folder, `${PLANTED}.ts`), `import { plant } from './planted-stacks';\n${app}\nplant(app);\n`);
  }
}

function usersLookups(environment) {
  const file = join(assembly(environment, CATALOGUE), `${PLATFORM_STACK}.template.json`);
  return lookupContext(readJson(file), environment, 'userservice');
}

/**
 * Synthesizes an app. Returns the findings of the CDK's validator and the rule packs, and the acknowledged findings. A
 * synthesis with findings exits with code 1; a failure without findings in the report has another cause, and is thrown.
 */
export async function synthesizeApp({ name, environment, folder, synthesize }) {
  requireRecommendedFlags();
  rmSync(folder, { recursive: true, force: true });
  const file = join(folder, 'validation-report.json');
  let failure;
  try {
    await synthesize(folder);
  } catch (error) {
    failure = error;
  }
  const report = existsSync(file) ? readJson(file) : { pluginReports: [] };
  const inApp = (it) => ({ ...it, app: name, environment });
  const findings = validationFindings(report).map(inApp);
  if (failure && findings.length === 0) throw failure;

  const written = readdirSync(folder);
  if (!written.some(isTemplate)) throw new Failure(`The synthesis of ${name} wrote no template.`);
  const metadata = written.filter((it) => it.endsWith('.metadata.json')).map((it) => readJson(join(folder, it)));
  const acknowledged = [...metadata.flatMap(acknowledgedByNag), ...suppressedFindings(report)].map(inApp);
  return { findings, acknowledged, note: `${findings.length} findings` };
}

/**
 * Requires the recommended feature flags. Without them, the validator does not run, and the template seems to have no
 * findings.
 */
function requireRecommendedFlags() {
  const recommended = readJson(join(EXAMPLE, 'node_modules', 'aws-cdk-lib', 'recommended-feature-flags.json'));
  if (recommended[VALIDATOR_FLAG] !== true) throw new Failure(`This aws-cdk-lib does not recommend ${VALIDATOR_FLAG}.`);
  for (const folder of [EXAMPLE, USERS_APP]) {
    const differing = differingFlags(recommended, readJson(join(folder, 'cdk.json')).context);
    if (differing.length > 0) {
      throw new Failure(
        `${folder}/cdk.json differs from the feature flags that cdk init recommends: ${shortened(differing).join(', ')}.`,
      );
    }
  }
}

export const isTemplate = (name) => name.endsWith('.template.json');

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
