// Parses command lines strictly: a mistyped option is an error, and not ignored.

import { parseArgs } from 'node:util';
import { Failure } from './failure.mjs';

export const DEFAULT_PORT = 4566;

/**
 * Parses `args` by `options` (in the format of parseArgs of node:util) plus --help. An option may be given without its value
 * if it has one as `alone`. With `positionals`, other arguments are allowed, and returned under that name.
 *
 * npm treats options without `--` before them as its own, and passes them as npm_config_*. Such an option is an error,
 * because the command would otherwise silently run with its defaults.
 */
export function parseCommandLine(args, options, env = process.env, { positionals = false } = {}) {
  const takenByNpm = Object.keys(options).find((name) => env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined);
  if (takenByNpm) {
    throw new Failure(
      `npm did not pass on the option --${takenByNpm}: write \`--\` before the options, as in npm start -- --help.`,
    );
  }
  try {
    const withHelp = { ...options, help: { type: 'boolean', short: 'h' } };
    const parsed = parseArgs({
      args: args.map((arg, index) => withValue(arg, args[index + 1], options)),
      options: withHelp,
      strict: true,
      allowPositionals: positionals,
    });
    return positionals ? { ...parsed.values, positionals: parsed.positionals } : parsed.values;
  } catch (error) {
    if (!String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
    throw new Failure(`${error.message.split('. ')[0].replace(/\.$/, '')}. See --help.`);
  }
}

/** Returns the argument with the value of an option that is given without one. */
function withValue(arg, next, options) {
  const { alone } = (arg.startsWith('--') && options[arg.slice(2)]) || {};
  return alone !== undefined && (next === undefined || next.startsWith('-')) ? `${arg}=${alone}` : arg;
}

/** Returns the value of an option that takes one of `values`. */
export function oneOf(name, values, value) {
  if (values.includes(value)) return value;
  throw new Failure(`Unsupported ${name}: ${value}. --${name} takes one of ${values.join(', ')}.`);
}

/** Returns the port that `value` of the option `name` gives. */
export function parsePort(value = String(DEFAULT_PORT), name = 'port') {
  const port = Number(value);
  if (/^\d+$/.test(value) && port >= 1 && port <= 65535) return port;
  throw new Failure(`Invalid port: ${value}. --${name} takes a whole number from 1 to 65535.`);
}
