// `status`: prints what runs.

import { connectTo } from '../aws/connection.mjs';
import { runCommand } from '../cli/main.mjs';
import { duration } from '../cli/progress.mjs';
import { section } from '../cli/tables.mjs';
import { statusSections } from '../platform/platform.mjs';
import { runningSession } from '../session/find.mjs';
import { platformOf } from '../session/platform.mjs';

const HELP = `Prints the stacks, the services, the engines and the page of the app in this folder.

Usage: npx @org/ecommerce-local status

  --help  print this help

Exit code: 0 when all of it runs, 1 otherwise.`;

export const status = (args) =>
  runCommand({ args, help: HELP }, async () => {
    const session = runningSession();
    const { state: it } = session;
    const { aws } = await connectTo(it.port);
    const state = await session.whileRunning(platformOf(it, aws).state());
    const width = process.stdout.isTTY ? process.stdout.columns : undefined;
    const uptime = duration((Date.now() - Date.parse(it.started)) / 1000);
    const summary = [
      ['app', it.app],
      ['emulator', `${state.emulator.endpoint}, for ${uptime}`],
      ['page', it.page],
    ];
    const sections = [{ title: 'session', pairs: summary }, ...statusSections(state)];
    console.log(sections.map((each) => section(each, width)).join('\n\n'));
    if (state.problems.length > 0) console.log(`\n${state.problems.join('\n')}`);
    if (!isSound(state)) process.exitCode = 1;
  });

/** Whether everything runs. An engine that was not asked for is no fault. */
const isSound = ({ emulator, parts, services }) =>
  emulator.running && services.length > 0 && parts.every(({ engine }) => engine?.running ?? true);
