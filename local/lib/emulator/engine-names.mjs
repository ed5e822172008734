// The engines that the emulator can run behind the endpoints of databases, caches, brokers and domains.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from '../cli/failure.mjs';
import { EMULATOR } from '../paths.mjs';

/** The engines of `npm start`: they are installed in seconds, and without root. */
export const DEFAULT_ENGINES = 'postgres,valkey';

/** The program that starts RabbitMQ, if it is installed. */
const RABBITMQ = 'rabbitmq-server';

/**
 * Returns the engines that this machine can have without a compiler, Java or another installation by the user: RabbitMQ where it
 * is on the path, and as root on Debian, whose packages the emulator then unpacks.
 */
export function usualEngines(env = process.env) {
  const onPath = (name) => (env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
  const canInstall = process.getuid?.() === 0 && onPath('apt-get');
  return [...DEFAULT_ENGINES.split(','), ...(canInstall || onPath(RABBITMQ) ? ['rabbitmq'] : [])];
}

/** The option --engines; alone, it stands for every engine. */
export const ENGINES_OPTION = { type: 'string', alone: 'all' };

/** The names of the emulator's engines, from its registry. */
export const ENGINES = namesIn(readFileSync(join(EMULATOR, 'emulator', 'engines', 'registry.py'), 'utf8'));

/** Returns the names in the dictionary ENGINES of a Python module. */
export function namesIn(module) {
  const [, entries] = /^ENGINES = \{([^}]*)\}/m.exec(module);
  return [...entries.matchAll(/"([\w-]+)": \(/g)].map(([, name]) => name);
}

/** Parses a value of --engines: names, `all` or `none`. */
export function parseEngines(value) {
  if (value === 'none') return [];
  if (value === 'all') return ENGINES;
  const names = [...new Set(value.split(','))];
  const unknown = names.find((name) => !ENGINES.includes(name));
  if (unknown === undefined) return names;
  throw new Failure(`Unknown engine: ${unknown || '(empty)'}. --engines takes ${ENGINES.join(', ')}, all or none.`);
}
