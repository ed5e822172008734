// Proves the engines of the emulator: a client logs in with each login of the stacks, writes, reads, and is refused with a
// wrong password. Each service has a login of its own. The clients are in emulator/engines/clients.

import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { readStacks } from '../inventory/stacks.mjs';
import { MISSING } from '../inventory/table-cells.mjs';
import { EMULATOR, LOGS, ROOT } from '../paths.mjs';
import { readLogins, sharedLogins } from './logins.mjs';

const url = (port, path = '') => `http://127.0.0.1:${port}/_emulator/engines${path}`;

/** Returns the servers of the engines of the emulator on `port`, each as { resource, engine, version, host, port, ... }. */
export const readServers = async (port) => (await fetch(url(port))).json();

/**
 * Tries every login of the named stacks, except those with IAM at databases and caches, which the emulator does not know.
 * Returns the logins, the servers, and a sentence for each failure: those of `failuresOf`, and a login that services share.
 */
export async function proveStacks(aws, names, engines, options) {
  const logins = await readLogins(aws, await readStacks(aws.cloudformation, names));
  const servers = await readServers(options.port);
  const failures = [...sharedLogins(logins), ...(await failuresOf(logins, servers, engines, options))];
  return { logins, servers, failures };
}

/**
 * Tries the logins at the addresses of `servers`. Returns a sentence for each that fails, and for each whose engine is one of
 * `engines` but does not listen. `name` distinguishes the files of proofs that run in parallel.
 */
export async function failuresOf(logins, servers, engines, { python, port, name }) {
  const addresses = servers.map(addressOf);
  const served = logins.filter((login) => canBeTried(login) && addresses.includes(login.address));
  const unserved = logins.filter(({ engine, address }) => engines.includes(engine) && !addresses.includes(address));
  const reasons = await prove(served, { python, port, name });
  return [
    ...unserved.map(({ user, engine, address }) => `${user}: no ${engine} listens on ${address}`),
    ...served.flatMap(({ user, engine, address }, index) =>
      reasons[index] === null ? [] : [`${user} cannot use ${engine} on ${address}: ${reasons[index]}`],
    ),
  ];
}

/** Whether the emulator can try a login. */
export const canBeTried = ({ variables }) => variables !== undefined;

const addressOf = ({ host, port }) => `${host}:${port}`;

/** Returns null, or why it failed, for each login. */
async function prove(logins, { python, port, name }) {
  if (logins.length === 0) return [];
  const root = join(tmpdir(), `${name}-root.pem`);
  const request = join(tmpdir(), `${name}-logins.json`);
  try {
    writeFileSync(root, await (await fetch(url(port, '/root.pem'))).text());
    const asked = logins.map(({ engine, variables }) => ({ engine, variables }));
    writeFileSync(request, JSON.stringify({ root, logins: asked }), { mode: 0o600 });
    const { stdout } = await run('The proof of the engines', python, ['-m', 'emulator.engines.proof', request], {
      cwd: ROOT,
      env: { ...localEnvironment(process.env), PYTHONPATH: EMULATOR },
      log: join(LOGS, `${name}-proof.log`),
    });
    return JSON.parse(stdout);
  } finally {
    for (const file of [root, request]) rmSync(file, { force: true });
  }
}

/** Returns the table of the servers, if there are any, with the number of logins with which each was tried. */
export function engineSections(servers, logins) {
  if (servers.length === 0) return [];
  const section = {
    title: 'engines',
    header: ['engine', 'version', 'address', 'resource', 'logins'],
    rows: servers.map((server) => {
      const all = logins.filter(({ address }) => address === addressOf(server));
      const tried = all.filter(canBeTried).length;
      return [
        server.engine,
        server.version,
        addressOf(server),
        server.resource.split(':').slice(5).join(':'),
        tried > 0 ? String(tried) : all.length > 0 ? 'with IAM only, not tried' : MISSING,
      ];
    }),
  };
  return [section];
}

/** Throws a Failure with the sentences, if there are any. `log` tells whether an engine ended. */
export function requireProof(failures, log) {
  if (failures.length > 0)
    throw new Failure('An engine does not work as the service of AWS.', { excerpt: failures, log });
}
