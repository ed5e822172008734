// Runs a real RabbitMQ with its management API over TLS, from Debian packages that are unpacked but not installed.

import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run, start } from '../../../local/lib/cli/processes.mjs';
import { unlessCurrent } from '../../../local/lib/install/fingerprint.mjs';
import { LOGS, RABBITMQ } from '../paths.mjs';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 60_000;
const LOG_LINES = 24;

/** The parts of Erlang that the server needs. */
const ERLANG = [
  'asn1',
  'base',
  'crypto',
  'eldap',
  'inets',
  'mnesia',
  'os-mon',
  'parsetools',
  'public-key',
  'runtime-tools',
  'ssl',
  'syntax-tools',
  'tools',
  'xmerl',
];
const PACKAGES = ['rabbitmq-server', ...ERLANG.map((name) => `erlang-${name}`)];

const UNPACKED = join(RABBITMQ, 'unpacked');
const ERLANG_HOME = join(UNPACKED, 'usr', 'lib', 'erlang');
const RUN = join(RABBITMQ, 'run');
const LOG = join(LOGS, 'rabbitmq.log');

/** Downloads and unpacks the packages, unless that is done already. Needs no privileges, and writes only to RABBITMQ. */
export async function installRabbitMq(report) {
  const made = await unlessCurrent(join(RABBITMQ, '.installed'), PACKAGES.join(' '), async () => {
    const packages = join(RABBITMQ, 'packages');
    rmSync(RABBITMQ, { recursive: true, force: true });
    for (const folder of [packages, UNPACKED, lists()]) mkdirSync(folder, { recursive: true });
    report('apt-get update');
    await apt('update', [], RABBITMQ);
    report('apt-get download');
    await apt('download', PACKAGES, packages);
    for (const name of readdirSync(packages)) {
      report(name);
      await run('dpkg', 'dpkg', ['-x', join(packages, name), UNPACKED], { log: join(LOGS, 'dpkg.log') });
    }
    rmSync(packages, { recursive: true });
    relocateErlang();
  });
  return { note: `${serverFolder()}${made ? '' : ', already unpacked'}` };
}

const lists = () => join(RABBITMQ, 'lists', 'partial');

function apt(command, args, cwd) {
  const options = ['-o', `Dir::State::lists=${join(RABBITMQ, 'lists')}`, '-o', `Dir::Cache=${RABBITMQ}`];
  return run(`apt-get ${command}`, 'apt-get', [...options, command, ...args], {
    cwd,
    env: { ...childEnvironment(process.env), LC_ALL: 'C' },
    log: join(LOGS, `apt-get-${command}.log`),
  });
}

/** Replaces the installation folder in Erlang's start script. */
function relocateErlang() {
  const script = join(ERLANG_HOME, 'bin', 'erl');
  writeFileSync(script, readFileSync(script, 'utf8').replaceAll('ROOTDIR=/usr/lib/erlang', `ROOTDIR=${ERLANG_HOME}`));
  chmodSync(script, 0o755);
}

const servers = () => join(UNPACKED, 'usr', 'lib', 'rabbitmq', 'lib');

/** Returns the name of the server's folder, which contains the version. */
const serverFolder = () => readdirSync(servers())[0];

/** Starts a broker with one administrator, and waits until it is ready. */
export async function startRabbitMq(login) {
  rmSync(RUN, { recursive: true, force: true });
  mkdirSync(RUN, { recursive: true });
  const certificate = await makeCertificate();
  const [port, epmdPort, distributionPort] = await freePorts(3);
  writeFileSync(join(RUN, 'enabled_plugins'), '[rabbitmq_management].\n');
  writeFileSync(join(RUN, 'rabbitmq.conf'), configuration(port, login));

  const env = {
    ...childEnvironment(process.env),
    PATH: `${join(ERLANG_HOME, 'bin')}:${process.env.PATH}`,
    HOME: RUN, // Erlang writes its cookie there
    ERL_EPMD_ADDRESS: HOST,
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_NODENAME: 'rotation@localhost',
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_CONFIG_FILE: join(RUN, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(RUN, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(RUN, 'mnesia'),
    RABBITMQ_LOG_BASE: join(RUN, 'log'),
  };
  // Start epmd here: Erlang would start one that keeps running after the broker stops.
  const epmd = ['-address', HOST, '-port', String(epmdPort)];
  start(join(ERLANG_HOME, 'bin', 'epmd'), epmd, { cwd: RUN, env, log: join(LOGS, 'epmd.log') });
  const server = join(servers(), serverFolder(), 'sbin', 'rabbitmq-server');
  await waitUntilReady(start(server, [], { cwd: RUN, env, log: LOG }), port);
  return { url: `https://localhost:${port}`, certificate };
}

const configuration = (port, { username, password }) => `listeners.tcp = none
management.ssl.ip = ${HOST}
management.ssl.port = ${port}
management.ssl.certfile = ${join(RUN, 'certificate.pem')}
management.ssl.keyfile = ${join(RUN, 'key.pem')}
default_user = ${username}
default_pass = ${password}
log.console = true
log.file = false
`;

async function makeCertificate() {
  const certificate = join(RUN, 'certificate.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', join(RUN, 'key.pem'), '-out', certificate];
  await run(
    'openssl',
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, ...files],
    {
      log: join(LOGS, 'openssl.log'),
    },
  );
  return certificate;
}

/** Finds free ports of the loopback interface. */
async function freePorts(count) {
  const listen = () =>
    new Promise((resolve, reject) => {
      const probe = createServer().once('error', reject);
      probe.listen({ host: HOST, port: 0 }, () => resolve(probe));
    });
  const probes = await Promise.all(Array.from({ length: count }, listen));
  const ports = probes.map((probe) => probe.address().port);
  await Promise.all(probes.map((probe) => new Promise((closed) => probe.close(closed))));
  return ports;
}

async function waitUntilReady(server, port) {
  let failure;
  server.once('error', (error) => {
    failure = `could not be started (${error.code})`;
  });
  server.once('exit', (code, signal) => {
    failure = `exited unexpectedly (${signal ?? `exit code ${code}`})`;
  });
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await startedUp())) {
    if (Date.now() > deadline) failure = `did not listen on port ${port} within ${READY_TIMEOUT_MS / 1000} s`;
    if (failure) {
      const excerpt = readFileSync(LOG, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
      throw new Failure(`RabbitMQ ${failure}.`, { excerpt, log: LOG });
    }
    await delay(100);
  }
}

/** Whether the log reports the end of the startup; the port opens earlier, before the plugins are ready. */
const startedUp = () => readFileSync(LOG, 'utf8').includes('Server startup complete');
