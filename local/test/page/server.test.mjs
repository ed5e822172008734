import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { startPage } from '../../lib/page/server.mjs';
import { fakePlatform } from './support/platform-state.mjs';

let platform, server, port, token;
before(async () => {
  platform = fakePlatform();
  server = await startPage(platform);
  port = Number(new URL(server.address).port);
  token = new URL(server.address).pathname.slice(1, -1);
});
after(() => server.close());

/** The path is sent as it is, without the normalization of fetch. */
function send(path, { method = 'GET', headers = {}, to = port } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: to, path, method, headers, agent: false }, async (response) => {
      let body = '';
      for await (const chunk of response.setEncoding('utf8')) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
    sent.on('error', reject).end();
  });
}

const sendOwn = (path, options) => send(`/${token}/${path}`, options);

test('the address has a token of 32 random bytes, another for each server', async () => {
  assert.match(server.address, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/$/);
  assert.equal(Buffer.from(token, 'base64url').length, 32);
  const other = await startPage(platform);
  assert.notEqual(new URL(other.address).pathname, `/${token}/`);
  await other.close();
});

test('the server answers the page, its files, the state, secrets and logs', async () => {
  assert.match((await sendOwn('')).body, /<!doctype html>/);
  assert.match((await sendOwn('static/page.mjs')).headers['content-type'], /^text\/javascript/);
  assert.match((await sendOwn('static/views/picture.mjs')).body, /export function Picture/);
  assert.deepEqual(JSON.parse((await sendOwn('state.json')).body), platform.current);
  const secrets = await sendOwn('secrets/orderservice', { method: 'POST' });
  assert.deepEqual(JSON.parse(secrets.body), platform.values.get('orderservice'));
  const log = await sendOwn('logs/cache');
  assert.match(log.headers['content-type'], /^text\/plain/);
  assert.equal(log.body, platform.texts.get('cache'));
});

test('every file of the folder is served', async () => {
  const folder = new URL('../../lib/page/static', import.meta.url);
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\./.test(file));
  assert.ok(files.length > 10);
  for (const file of [...files, 'preact.mjs']) assert.equal((await sendOwn(`static/${file}`)).status, 200, file);
});

test('a wrong token and an unknown path get the same answer', async () => {
  const unknown = await sendOwn('unknown');
  assert.equal(unknown.status, 404);
  const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  const paths = [
    `/${wrong}/`,
    `/${wrong}/state.json`,
    `/${token}x/`,
    `/${token}`,
    '/',
    '//',
    '/state.json',
    '/favicon.ico',
    '/%',
  ];
  for (const path of paths) {
    const { status, body, headers } = await send(path);
    assert.deepEqual(
      { status, body, type: headers['content-type'] },
      { status: 404, body: unknown.body, type: unknown.headers['content-type'] },
      path,
    );
  }
});

for (const path of [
  'static/../server.mjs',
  'static/..%2fserver.mjs',
  'static/%2e%2e/server.mjs',
  'static/views/../../../server.mjs',
  'static//etc/passwd',
  'static/constructor',
  'static/%E0%A4%A',
  'static/',
  'static/views',
  '../../../../etc/passwd',
  'logs/..%2f..%2fetc%2fpasswd',
  'logs/unknown',
  'logs/',
  'logs',
  'state.json/',
  'constructor',
]) {
  test(`${path} is not found`, async () => {
    assert.equal((await sendOwn(path)).status, 404);
  });
}

test('the secrets are not read with GET, nor those of an unknown service', async () => {
  const before = platform.asked.length;
  assert.equal((await sendOwn('secrets/orderservice')).status, 404);
  assert.equal(platform.asked.length, before);
  assert.equal((await sendOwn('secrets/unknown', { method: 'POST' })).status, 404);
  assert.equal((await sendOwn('state.json', { method: 'POST' })).status, 404);
});

for (const method of ['PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE']) {
  test(`${method} is rejected for a right and for a wrong token`, async () => {
    for (const path of [`/${token}/`, '/wrong/']) {
      const { status, headers } = await send(path, { method });
      assert.equal(status, 405);
      assert.equal(headers.allow, 'GET, POST');
    }
  });
}

test('another Host is rejected', async () => {
  const hosts = [
    'attacker.example',
    `attacker.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `[::1]:${port}`,
    `127.0.0.1:${port}.attacker.example`,
  ];
  for (const host of hosts) assert.equal((await sendOwn('state.json', { headers: { host } })).status, 403, host);
  assert.equal((await sendOwn('state.json', { headers: { host: `localhost:${port}` } })).status, 200);
});

test('a request of another origin is rejected, and of its own is answered', async () => {
  for (const origin of [
    'http://attacker.example',
    `http://localhost:${port}`,
    `http://127.0.0.1:${port + 1}`,
    `https://127.0.0.1:${port}`,
    'null',
    '',
  ]) {
    const { status, body } = await sendOwn('secrets/orderservice', { method: 'POST', headers: { origin } });
    assert.equal(status, 403, origin);
    assert.doesNotMatch(body, /not-a-secret/);
  }
  const own = { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' };
  assert.equal((await sendOwn('secrets/orderservice', { method: 'POST', headers: own })).status, 200);
});

test('a request of another site or of another port is rejected', async () => {
  for (const site of ['cross-site', 'same-site', 'unknown']) {
    const headers = { 'sec-fetch-site': site };
    for (const path of ['', 'state.json', 'static/page.mjs', 'logs/cache']) {
      assert.equal((await sendOwn(path, { headers })).status, 403, `${site} ${path}`);
    }
  }
});

test('a link of another site opens the page in a tab, and nothing else', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  assert.equal((await sendOwn('', { headers })).status, 200);
  assert.equal((await sendOwn('state.json', { headers })).status, 403);
  assert.equal((await sendOwn('', { headers: { ...headers, 'sec-fetch-dest': 'iframe' } })).status, 403);
  assert.equal((await sendOwn('', { method: 'POST', headers })).status, 403);
});

test('every answer has the headers that keep other sites out', async () => {
  platform.failure = 'broken';
  const answers = [
    await sendOwn(''),
    await sendOwn('static/page.css'),
    await sendOwn('state.json'),
    await sendOwn('unknown'),
    await sendOwn('', { method: 'PUT' }),
    await sendOwn('', { headers: { host: 'attacker.example' } }),
  ];
  platform.failure = undefined;
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 500, 404, 405, 403],
  );
  for (const { headers } of answers) {
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(
      headers['content-security-policy'],
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('access-control-')),
      [],
    );
  }
});

test('an error of the platform is one sentence with status 500', async () => {
  platform.failure = 'The emulator does not answer.\n    at somewhere';
  const { status, body } = await sendOwn('state.json');
  platform.failure = undefined;
  assert.deepEqual({ status, body }, { status: 500, body: 'The emulator does not answer.\n' });
});

test('the server listens on 127.0.0.1 alone', async () => {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter(({ address }) => address !== '127.0.0.1');
  for (const { address } of [...others, { address: '127.0.0.2' }]) {
    await assert.rejects(fetch(`http://${address.includes(':') ? `[${address}]` : address}:${port}/`), address);
  }
});

test('a port in use is one sentence, and a given port is used', async () => {
  await assert.rejects(startPage(platform, { port }), new Error(`The page cannot be served: port ${port} is in use.`));
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const free = probe.address().port;
  await new Promise((resolve) => probe.close(resolve));
  const other = await startPage(platform, { port: free });
  assert.equal(new URL(other.address).port, String(free));
  await other.close();
});

test('close ends a request that the platform does not answer', async () => {
  let asked;
  const reached = new Promise((resolve) => {
    asked = resolve;
  });
  const silent = {
    state() {
      asked();
      return new Promise(() => {});
    },
  };
  const other = await startPage(silent);
  const request = assert.rejects(fetch(`${other.address}state.json`));
  await reached;
  await other.close();
  await request;
  await assert.rejects(fetch(`${other.address}state.json`));
});
