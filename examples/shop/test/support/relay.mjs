// A relay on loopback to a server, whose connections a test cuts or holds.

import { connect, createServer } from 'node:net';

export class Relay {
  #sockets = new Set();
  #clients = new Set();
  #isHolding = false;
  #relay;
  /** The number of connections so far. */
  connections = 0;
  /** The number of packets that clients sent while the relay held them. */
  held = 0;

  constructor(host, port) {
    this.#relay = createServer((client) => {
      this.connections += 1;
      const server = connect(port, host);
      this.#clients.add(client);
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.on('error', () => {}); // the event close follows
        socket.on('close', () => {
          this.#clients.delete(client);
          this.#sockets.delete(socket);
          client.destroy();
          server.destroy();
        });
      }
      server.pipe(client);
      client.on('data', (data) => {
        if (this.#isHolding) this.held += 1;
        else server.write(data);
      });
    });
  }

  /** Listens, and returns the port. The certificates of the servers are valid for localhost, too. */
  async listen() {
    await new Promise((listening) => this.#relay.listen(0, '127.0.0.1', listening));
    return this.#relay.address().port;
  }

  /** Passes nothing more on from clients to the server, until the connections are cut. */
  hold() {
    this.#isHolding = true;
    this.held = 0;
  }

  /** Ends all connections. New ones are passed on again. */
  cut() {
    this.#isHolding = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  close() {
    this.cut();
    this.#relay.close();
  }
}
