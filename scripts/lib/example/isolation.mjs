// Reads what each service of the example app reaches, from the app's templates, and renders it as a section to print.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { EXAMPLE, LOGS } from '../paths.mjs';
import { WITHOUT_VALIDATOR } from './validator.mjs';

/** Creates the example app, and prints what ServiceIsolationValidator finds in it. */
const PROGRAM = `
import { ServiceIsolationValidator } from '@org/ecommerce-constructs';
import { app } from './app';
console.log(JSON.stringify(new ServiceIsolationValidator().reach(app)));
`;

/** Returns the rows of `ServiceIsolationValidator.reach` for the app of one environment and catalogue. */
export async function readIsolation({ environment, catalogue, serviceStacks }) {
  const { context } = JSON.parse(readFileSync(join(EXAMPLE, 'cdk.json'), 'utf8'));
  const layout = serviceStacks ? { layout: 'per-service' } : {};
  const lines = [];
  const tsx = join(EXAMPLE, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  await run('isolation of the example app', process.execPath, [tsx, '--eval', PROGRAM], {
    cwd: EXAMPLE,
    env: {
      ...childEnvironment(process.env),
      ...WITHOUT_VALIDATOR,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, environment, catalogue, ...layout }),
    },
    log: join(LOGS, 'example-isolation.log'),
    onLine: (line) => lines.push(line),
  });
  return JSON.parse(lines.find((line) => line.startsWith('[{')) ?? '[]');
}

const WORDS = { secret: 'password', master: "master's password", login: 'IAM login' };

const LEGEND = [
  'network: a security group lets the workloads of the service connect. password: they may read the secret of a login.',
  'IAM login: they may log in with their role. The passwords of the shared parts belong to the service, not to the part.',
  'read, write: IAM lets them read or change the data. A service without a workload in the app shows only its network.',
];

/** Returns the section: a row for each service, and a column for each part. */
export function isolationSection(reach) {
  const services = [...new Set(reach.map(({ serviceName }) => serviceName))].sort();
  const shared = [...new Set(reach.map(({ resource }) => resource).filter((it) => !isStore(it)))].sort();
  const words = (rows) => rows.flatMap(({ access }) => access.map((it) => WORDS[it] ?? it)).join(', ') || '-';
  return {
    title: 'isolation: what each service reaches',
    header: ['service', 'its store', 'stores of others', ...shared],
    rows: services.map((name) => {
      const own = reach.filter(({ serviceName }) => serviceName === name);
      const others = own.filter(({ resource }) => isStore(resource) && resource !== `${name} store`);
      return [
        name,
        words(own.filter(({ resource }) => resource === `${name} store`)),
        others.map((row) => `${row.resource}: ${words([row])}`).join('; ') || '-',
        ...shared.map((part) => words(own.filter(({ resource }) => resource === part))),
      ];
    }),
    legend: LEGEND,
  };
}

const isStore = (resource) => resource.endsWith(' store');
