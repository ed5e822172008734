// Says in a line which engines run, and how to have the others.

import { ENGINES } from './engine-names.mjs';

/**
 * Returns lines on the engines of an emulator.
 * @param asked the engines that it was started with
 * @param servers those that run, from `runningServers`
 * @param missing a sentence for each engine that could not be installed, which begins with its name
 */
export function engineLines({ asked, servers, missing }) {
  const used = [...new Set(servers.map(({ engine }) => engine))].sort();
  const versions = used.map((name) => `${name} ${servers.find(({ engine }) => engine === name).version}`);
  const stopped = servers
    .filter(({ running }) => !running)
    .map(({ engine, host, port }) => `${engine} on ${host}:${port}`);
  const others = ENGINES.filter((name) => !asked.includes(name));
  return [
    versions.length > 0 ? `${versions.join(', ')}` : 'none',
    ...(stopped.length > 0 ? [`ended: ${stopped.join(', ')}; \`up\` starts them again`] : []),
    ...missing,
    ...(others.length > 0
      ? [`not asked for: ${others.join(', ')}; to have them, run \`down\` and \`up --engines\``]
      : []),
  ];
}
