// A relay on loopback to a server, whose connections a test cuts or holds.

import { connect, createServer } from 'node:net';

/**
 * Passes connections to the server. `onData` gets the number of the packet of a client, counted over all connections, and its
 * socket.
 */
export async function withRelay({ hostname, port }, onData, work) {
  const sockets = new Set();
  let packets = 0;
  const relay = createServer((client) => {
    const server = connect(port, hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
    server.pipe(client);
    client.on('data', (data) => {
      packets += 1;
      onData(packets, client);
      if (!client.destroyed && !client.isPaused()) server.write(data);
    });
  });
  await new Promise((listening) => relay.listen(0, '127.0.0.1', listening));
  try {
    return await work(relay.address().port);
  } finally {
    for (const socket of sockets) socket.destroy();
    relay.close();
  }
}
