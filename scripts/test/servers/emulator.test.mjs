import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { requireFreePort } from '../../lib/servers/emulator.mjs';

for (const host of ['127.0.0.1', '0.0.0.0']) {
  test(`rejects a port in use on ${host}, and says what to do`, async () => {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    const { port } = server.address();
    await assert.rejects(requireFreePort(port), {
      name: 'Failure',
      message: `Port ${port} is in use: stop the process that listens on it, or choose another port with --port.`,
    });
    server.close();
    await once(server, 'close');
    await requireFreePort(port);
  });
}
