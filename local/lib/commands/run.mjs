// `run`: runs a program of a service, with the settings and secrets that its task would get.

import { connectTo } from '../aws/connection.mjs';
import { Failure } from '../cli/failure.mjs';
import { runCommand } from '../cli/main.mjs';
import { runProgram } from '../programs/run-program.mjs';
import { serviceEnvironment } from '../programs/service-environment.mjs';
import { certificateIn } from '../session/certificate.mjs';
import { runningSession } from '../session/find.mjs';

const HELP = `Runs a program with the settings and secrets that a task of the service would get.

Usage: npx @org/ecommerce-local run [options] SERVICE -- COMMAND...

  --environment NAME  the environment of the platform, if several are deployed
  --migration         with the login that changes the tables of the service's store
  --help              print this help

The program gets the environment of your shell without its settings of AWS, the settings of the service (DATABASE_HOST, ...), the
value of each secret (DATABASE_PASSWORD, ...) and its place (DATABASE_PASSWORD_SECRET_ARN, DATABASE_PASSWORD_SECRET_FIELD),
AWS_ENDPOINT_URL, credentials of the service, and NODE_EXTRA_CA_CERTS, RDS_CA_FILE and SSL_CERT_FILE with the certificate of the
engines. Secrets are printed nowhere.

Exit code: that of the program, 1 on a failure, 128 + n when signal n ends the program.`;

const OPTIONS = { environment: { type: 'string' }, migration: { type: 'boolean' } };

export function run(args) {
  const end = args.indexOf('--');
  const [own, command] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  return runCommand({ args: own, help: HELP, options: OPTIONS, positionals: true }, async (options) => {
    const [service, ...others] = options.positionals;
    if (service === undefined || others.length > 0 || command.length === 0) {
      throw new Failure('Name one service, and the command after `--`, as in `run orderservice -- node server.js`.');
    }
    const session = runningSession();
    const { port, folder } = session.state;
    const { aws, env } = await connectTo(port);
    const { environment, migration } = options;
    const variables = await session.whileRunning(
      serviceEnvironment({ aws, env, port, service, environment, migration, certificates: certificateIn(folder) }),
    );
    process.exitCode = await runProgram(command, variables);
  });
}
