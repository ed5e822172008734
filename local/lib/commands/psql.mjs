// `psql`: opens the database of a service with psql.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { connectTo } from '../aws/connection.mjs';
import { Failure } from '../cli/failure.mjs';
import { runCommand } from '../cli/main.mjs';
import { runProgram } from '../programs/run-program.mjs';
import { serviceEnvironment } from '../programs/service-environment.mjs';
import { certificateIn } from '../session/certificate.mjs';
import { runningSession } from '../session/find.mjs';
import { platformOf } from '../session/platform.mjs';

const HELP = `Opens the database of a service with psql, with the login of the service.

Usage: npx @org/ecommerce-local psql [options] SERVICE [-- ARGUMENTS]

  ARGUMENTS           arguments of psql, as in psql orderservice -- -c 'select 1'
  --environment NAME  the environment of the platform, if several are deployed
  --migration         with the login that changes the tables
  --help              print this help

Exit code: that of psql, or 1 on a failure.`;

const OPTIONS = { environment: { type: 'string' }, migration: { type: 'boolean' } };
const RELATIONAL = ['PostgreSQL', 'Aurora PostgreSQL'];

export function psql(args) {
  const end = args.indexOf('--');
  const [own, psqlArguments] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  return runCommand({ args: own, help: HELP, options: OPTIONS, positionals: true }, async (options) => {
    const [service, ...others] = options.positionals;
    if (service === undefined || others.length > 0) throw new Failure('Name one service, as in `psql orderservice`.');
    const session = runningSession();
    const { state } = session;
    const { aws, env } = await connectTo(state.port);
    const certificates = certificateIn(state.folder);
    const { environment, migration } = options;
    const variables = await session.whileRunning(
      serviceEnvironment({ aws, env, service, port: state.port, environment, migration, certificates }),
    );
    requireServer(await session.whileRunning(platformOf(state, aws, environment).state()), service);
    requirePsql(env.PATH);
    process.exitCode = await runProgram(['psql', ...psqlArguments], psqlEnvironment(variables, certificates));
  });
}

/** Fails unless the store of the service is a database with a server. */
function requireServer({ services, parts }, service) {
  const store = parts.find(({ id }) => id === services.find(({ name }) => name === service)?.store);
  if (!RELATIONAL.includes(store?.kind)) {
    throw new Failure(
      `The store of ${service} is no database of PostgreSQL, but a ${store?.kind}: psql cannot open it.`,
    );
  }
  if (!store.engine) {
    throw new Failure(`No server runs for ${service}: run \`down\`, and \`up\` with --engines postgres.`);
  }
}

function requirePsql(path = '') {
  if (path.split(delimiter).some((folder) => existsSync(join(folder, 'psql')))) return;
  throw new Failure(
    'psql is not on the PATH: install the client of PostgreSQL (the package postgresql-client, or libpq).',
  );
}

/** psql reads all of these from its environment, so that no argument has a password. */
function psqlEnvironment(env, certificates) {
  return {
    ...env,
    PGHOST: env.DATABASE_HOST,
    PGPORT: env.DATABASE_PORT,
    PGDATABASE: env.DATABASE_NAME,
    PGUSER: env.DATABASE_USERNAME,
    PGPASSWORD: env.DATABASE_PASSWORD,
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: certificates,
  };
}
