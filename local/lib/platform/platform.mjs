// The platform that is deployed to an emulator, as the page and the commands show it.

import { ACCOUNT, REGION } from '../aws/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { shortened } from '../cli/lists.mjs';
import { serversAt } from '../emulator/engines.mjs';
import { Deployments } from './deployment.mjs';
import { isolationOf } from './isolation/isolation.mjs';
import { readNetwork } from './isolation/network.mjs';
import { readWorkloadGroups, withGroups } from './isolation/workload-groups.mjs';
import { LogPaths } from './log-paths.mjs';
import { beginningOfLog, endOfLog, hiddenValues } from './logs.mjs';
import { partOnPage, serviceOnPage } from './page-rows.mjs';
import { partsOf } from './parts.mjs';
import { NO_EMULATOR, NO_PLATFORM, problemsOf } from './problems.mjs';
import { readResources } from './resources.mjs';
import { readSecretArns } from './secrets.mjs';
import { secretValues } from './service-environment.mjs';
import { allServiceRecords } from './service-records.mjs';

export { statusSections } from './status-sections.mjs';

/** Returns the records of the services of an environment; by default, of the first by name. */
export async function services({ aws, environment }) {
  return ofEnvironment(await allServiceRecords(aws.ssm), environment).records;
}

/** Returns the record of a service in a list; fails with the names of the others if it is not there. */
export function recordOf(records, service) {
  const record = records.find((it) => it.service === service);
  if (record) return record;
  if (records.length === 0) throw new Failure(NO_PLATFORM);
  const names = shortened(records.map((it) => it.service)).join(', ');
  throw new Failure(`No service is called ${service}. The platform has ${names}.`);
}

function ofEnvironment(all, wanted) {
  const environments = [...new Set(all.map((record) => record.environment))].sort();
  const environment = wanted ?? environments[0];
  return { environments, environment, records: all.filter((record) => record.environment === environment) };
}

const TIMEOUT_MS = 5_000;

const readEngines = (endpoint) => serversAt(endpoint, { signal: AbortSignal.timeout(TIMEOUT_MS) });

export class Platform {
  #aws;
  #options;
  #deployments;
  #logs;
  #hidden = [];
  #last;

  /**
   * @param aws the clients of `awsClients`
   * @param endpoint the address of the emulator
   * @param app the folder of the app
   * @param environment the environment of the platform; by default, the first by name
   * @param emulatorLog the path of the emulator's log
   * @param cdkLog the path of the log of the last deployment
   */
  constructor({ aws, endpoint, app, environment, emulatorLog, cdkLog }) {
    this.#aws = aws;
    this.#options = { endpoint, app, environment };
    this.#deployments = new Deployments(aws.cloudformation);
    this.#logs = new LogPaths({ emulator: emulatorLog, cdk: cdkLog });
    this.#last = {
      environment: environment ?? null,
      place: { account: ACCOUNT, region: REGION },
      stacks: [],
      services: [],
      parts: [],
      isolation: { parts: [], rows: [] },
      events: [],
    };
  }

  /** Returns the state of the page. If no emulator answers, it is the last known state, with a sentence about that. */
  async state() {
    try {
      const problems = await this.#read();
      return this.#page(true, problems);
    } catch (error) {
      if (await this.#answers()) throw error;
      this.#last.parts = this.#last.parts.map(withEndedEngine);
      return this.#page(false, [NO_EMULATOR]);
    }
  }

  /** Returns the values of the secrets of a service, by the names of their variables, or undefined if it is not deployed. */
  async secrets(service) {
    const records = await services({ aws: this.#aws, environment: this.#options.environment });
    const record = records.find((it) => it.service === service);
    return record && secretValues(this.#aws.secrets, record);
  }

  /** Returns the end of a log with the values of secrets hidden, or undefined if there is none of this name. */
  async log(name) {
    if (!this.#logs.has(name)) await this.state();
    if (!this.#logs.has(name)) return undefined;
    await this.#readHidden();
    return endOfLog(this.#logs.pathOf(name), this.#hidden);
  }

  /** Reads the state into `#last`, and returns the problems. */
  async #read() {
    const { endpoint, environment: wanted } = this.#options;
    const reading = allServiceRecords(this.#aws.ssm).then((all) => ofEnvironment(all, wanted));
    const [
      { environments, environment, records },
      resources,
      groups,
      engines,
      network,
      deployment,
      secretArns,
      emulatorLog,
    ] = await Promise.all([
      reading,
      reading.then(({ records }) => readResources(this.#aws, records)),
      reading.then(({ records }) => readWorkloadGroups(this.#aws, records)),
      readEngines(endpoint),
      readNetwork(this.#aws.ec2),
      this.#deployments.read(),
      readSecretArns(this.#aws.secrets),
      this.#logs.has('emulator') ? beginningOfLog(this.#logs.pathOf('emulator')) : '',
    ]);
    const parts = partsOf(records, resources, engines);
    this.#logs.addParts(parts, engines);
    const { account, region } = records[0] ?? this.#last.place;
    this.#last = {
      environment: environment ?? null,
      place: { account, region },
      stacks: deployment.stacks,
      services: records.map((record) => serviceOnPage(record, parts)),
      parts: parts.map((part) => partOnPage(part, { endpoint, region, log: this.#logs.nameOf(part) })),
      isolation: isolationOf(withGroups(records, groups), parts, network),
      events: deployment.events,
    };
    return problemsOf({
      environments,
      environment,
      records,
      parts,
      deployment,
      secretArns,
      emulatorLog,
    });
  }

  #page(running, problems) {
    const { place, environment, ...rest } = this.#last;
    const { app, endpoint } = this.#options;
    const emulator = { endpoint, ...place, running };
    return { app, environment, emulator, ...rest, logs: this.#logs.names(), problems };
  }

  async #answers() {
    try {
      await readEngines(this.#options.endpoint);
      return true;
    } catch {
      return false;
    }
  }

  /** Reads the values to hide. If no emulator answers, those that are known remain. */
  async #readHidden() {
    try {
      this.#hidden = [...new Set([...this.#hidden, ...(await hiddenValues(this.#aws.secrets))])];
    } catch (error) {
      if (await this.#answers()) throw error;
    }
  }
}

/** Engines end with the emulator. */
const withEndedEngine = (part) => ({ ...part, engine: part.engine && { ...part.engine, running: false } });
