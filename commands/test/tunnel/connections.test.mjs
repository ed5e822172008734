import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionLines } from '../../lib/tunnel/connections.mjs';

const HINTS = [
  [5432, /host=h hostaddr=127\.0\.0\.1 port=9000 sslmode=verify-full/],
  [27017, /mongodb:\/\/127\.0\.0\.1:9000\/\?tls=true&directConnection=true/],
  [6379, /valkey-cli -h 127\.0\.0\.1 -p 9000 --tls --sni h/],
  [5671, /AMQPS to 127\.0\.0\.1:9000, with h as the server name \(SNI\)/],
  [443, /--connect-to h:443:127\.0\.0\.1:9000/],
];

for (const [port, line] of HINTS) {
  test(`the client of port ${port} uses the tunnel and checks the name of the endpoint`, () => {
    assert.match(connectionLines({ host: 'h', port: String(port) }, 9000).join('\n'), line);
  });
}

test('a target with another port has the name for TLS', () => {
  assert.deepEqual(connectionLines({ host: 'h', port: '9999' }, 9000), [
    '127.0.0.1:9000 is h:9999. Use the name h for TLS.',
  ]);
});
