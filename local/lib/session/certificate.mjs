// The root certificate of the engines, in a file: programs that connect to an engine must trust it.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOST } from '../emulator/port.mjs';

const fileIn = (folder) => join(folder, 'engines.pem');

/** Writes the certificate of the emulator on `port` to a file in `folder`; an emulator without engines has none. */
export async function writeCertificate(folder, port) {
  const response = await fetch(`http://${HOST}:${port}/_emulator/engines/root.pem`);
  if (response.ok) writeFileSync(fileIn(folder), await response.text());
}

/** Returns the path of the file, or undefined if the emulator has no certificate. */
export const certificateIn = (folder) => (existsSync(fileIn(folder)) ? fileIn(folder) : undefined);
