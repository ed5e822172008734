// What the log of the emulator says about its engines.

const LINE = /^\S+ \S+ \w+ \[engines\] (?<message>.*)$/gm;
const INSTALLATION = /^(?<step>installing|installed) (?<name>\S+) (?<version>.*?)(?: in \d+ s)?$/;
const MISSING = / The emulator continues without it\.$/;

const messages = (log) => [...log.matchAll(LINE)].map(({ groups }) => groups.message);

/** Returns what is being installed, such as "installing postgres 18.4, valkey 9.1", or else what was done last. */
export function progressOfEngines(log) {
  const installing = new Map();
  for (const message of messages(log)) {
    const { step, name, version } = INSTALLATION.exec(message)?.groups ?? {};
    if (step === 'installing') installing.set(name, `${name} ${version}`);
    if (step === 'installed') installing.delete(name);
  }
  for (const sentence of missingEngines(log)) installing.delete(sentence.match(/^[\w-]+/)?.[0]);
  if (installing.size > 0) return `installing ${[...installing.values()].join(', ')}`;
  return messages(log).findLast((message) => /^(installed|starting) /.test(message)) ?? '';
}

/** Returns a sentence for each engine that could not be installed. It begins with the name of the engine. */
export const missingEngines = (log) =>
  messages(log)
    .filter((message) => MISSING.test(message))
    .map((message) => message.replace(MISSING, ''));
