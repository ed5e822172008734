// The emulator that the scripts start, from the sources in this clone.

import { join } from 'node:path';
import { Emulator } from '../../../local/lib/emulator/emulator.mjs';
import { LOGS, NODE_MODULES } from '../paths.mjs';

/** The log of the emulator on a port: one that was kept still writes to its own. */
export const emulatorLog = (port) => join(LOGS, `emulator-${port}.log`);

/** Starts an emulator with the options of `Emulator.start`. */
export const startEmulator = (python, port, options) =>
  Emulator.start({ python, port, log: emulatorLog(port), nodePath: NODE_MODULES, ...options });
