// The text after a deployment: the stacks, the engines, the page and the next commands.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsClients } from '../aws/clients.mjs';
import { properties, table } from '../cli/tables.mjs';
import { deployedStacks } from '../deployment/stacks.mjs';
import { missingEngines } from '../emulator/engine-log.mjs';
import { engineLines } from '../emulator/engine-summary.mjs';
import { runningServers } from '../emulator/engines.mjs';
import { allServiceRecords } from '../platform/service-records.mjs';

const COMMAND = 'npx @org/ecommerce-local';

/** Prints what runs in a session. This process is a client of its emulator. */
export async function showSummary(state, took) {
  const aws = await awsClients();
  const [stacks, servers, records] = await Promise.all([
    deployedStacks(aws.cloudformation),
    runningServers(state.port),
    allServiceRecords(aws.ssm),
  ]);
  const missing = missingEngines(readFileSync(join(state.folder, 'emulator.log'), 'utf8'));
  const engines = engineLines({ asked: state.engines, servers, missing });
  const [service] = records.map((it) => it.service);
  console.log(
    `\n${table(
      ['stack', 'status'],
      stacks.map((it) => [it.name, it.status]),
    )}\n`,
  );
  console.log(
    properties([
      ['engines', engines[0]],
      ...engines.slice(1).map((line) => ['', line]),
      ['emulator', `http://127.0.0.1:${state.port}`],
      ...(state.page ? [['page', state.page]] : []),
    ]),
  );
  console.log(
    `\nNext:\n${properties([
      [`  ${COMMAND} run ${service} -- COMMAND`, 'run a program with the settings and secrets of the service'],
      [`  ${COMMAND} open | status | logs NAME | psql SERVICE`, 'look at the platform'],
      [`  ${COMMAND} up`, 'deploy again after a change'],
      [`  ${COMMAND} down`, 'end all of this'],
    ])}\n\nThe app was deployed in ${took}.`,
  );
}
