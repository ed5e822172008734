// What `npm start -- --keep` does after its tables.

import { awsClients } from '../../../local/lib/aws/clients.mjs';
import { emulatorSettings } from '../../../local/lib/aws/environment.mjs';
import { properties } from '../../../local/lib/cli/tables.mjs';
import { startPage } from '../../../local/lib/page/server.mjs';
import { Platform } from '../../../local/lib/platform/platform.mjs';
import { EXAMPLE } from '../paths.mjs';

/** Serves the page, prints how to connect, and waits until the emulator ends or this process is interrupted. */
export async function stay({ emulator, shop }, sentence) {
  const { port, log } = emulator;
  const aws = await awsClients();
  const platform = new Platform({ aws, endpoint: `http://127.0.0.1:${port}`, app: EXAMPLE, emulatorLog: log });
  const page = await startPage(platform, { port: 0 });
  const addresses = Object.entries(shop?.programs.addresses ?? {});
  console.log(
    [
      sentence,
      'The page of the platform:',
      `  ${page.address}`,
      ...(addresses.length > 0 ? ['The services:', properties(addresses)] : []),
      'To connect to the emulator:',
      ...Object.entries(emulatorSettings(port)).map(([name, value]) => `  export ${name}=${value}`),
      `Its log is in ${log}`,
      'Press Ctrl-C to stop everything.',
    ].join('\n'),
  );
  try {
    throw await emulator.ended();
  } finally {
    await page.close(); // a server that listens keeps the process
  }
}
