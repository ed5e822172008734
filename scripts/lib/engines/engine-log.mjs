// What the log of the emulator says about its engines.

const LINE = /^\S+ \S+ \w+ \[engines\] (?<message>.*)$/gm;
const MISSING = / The emulator continues without it\.$/;

const messages = (log) => [...log.matchAll(LINE)].map(({ groups }) => groups.message);

/** Returns the last thing that was installed or started, such as "installing postgres 18.4". */
export const progressOfEngines = (log) =>
  messages(log).findLast((message) => /^(installing|starting) /.test(message)) ?? '';

/** Returns a sentence for each engine that could not be installed. */
export const missingEngines = (log) =>
  messages(log)
    .filter((message) => MISSING.test(message))
    .map((message) => message.replace(MISSING, ''));
