// Tests the logins of a platform that is deployed to the emulator: CloudFormation creates them with the functions of the
// library, Secrets Manager rotates them, and each part has a real server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Attempts } from './support/attempts.mjs';
import { isRefusal, messagesOf, WORK } from './support/clients.mjs';
import { Platform } from './support/platform.mjs';

const SERVICES = ['orders', 'ordersapi', 'orders-archive'];
/** A service that the platform gets later. */
const LATER = 'ordersapiplus';

const attempts = new Attempts(isRefusal);
const platform = new Platform();

before(async () => {
  await platform.bootstrap();
  await platform.deploy(SERVICES);
});

after(async () => {
  await platform.destroy();
  attempts.write(process.env.ATTEMPTS);
});

/** Works in a part with the login of a service, and with the things of `owner`. */
const work = async (part, service, owner = service) =>
  WORK[part](await platform.login(part, service), platform.settings(owner));

const parts = Object.keys(WORK);

async function requireSeparation(services) {
  for (const part of parts) {
    for (const service of services) {
      await attempts.own(() => work(part, service));
      for (const owner of services.filter((other) => other !== service)) {
        await attempts.foreign(`${service} in ${part} of ${owner}`, () => work(part, service, owner));
      }
    }
  }
  assert.deepEqual(attempts.letThrough, []);
}

test('each service of a deployed platform works in every part, and is refused the things of others', async () => {
  await requireSeparation(SERVICES);
});

test('no login is refused while Secrets Manager rotates every secret', async () => {
  const logins = SERVICES.flatMap((service) => ['database', 'broker', 'cache'].map((part) => ({ service, part })));
  let isOver = false;
  const load = logins.map(async ({ service, part }) => {
    const before = await platform.login(part, service);
    while (!isOver) {
      await attempts.login(() => WORK[part](before, platform.settings(service)));
      await attempts.login(() => work(part, service));
    }
  });
  try {
    await Promise.all(logins.map(({ service, part }) => platform.rotate(part, service)));
  } finally {
    isOver = true;
    await Promise.all(load);
  }
  assert.equal(attempts.counts.refusedLogins, 0);
});

test('a login that cannot be made fails the deployment, which takes nothing from the others', async () => {
  await platform.asBrokerAdministrator('PUT', `/api/users/${LATER}_a`, { password_hash: '', tags: '' });
  const reasons = await platform.failsToDeploy([...SERVICES, LATER]);
  assert.match(
    reasons.join('\n'),
    new RegExp(`The user ${LATER}_a exists already, and is not one of the service ${LATER}`),
  );
  await requireSeparation(SERVICES);
  await platform.asBrokerAdministrator('DELETE', `/api/users/${LATER}_a`);
});

test('a service that is removed cannot log in, and finds its messages when it returns', async () => {
  await platform.deploy([...SERVICES, LATER]);
  await requireSeparation([...SERVICES, LATER]);
  const login = await platform.login('broker', LATER);
  const settings = platform.settings(LATER);
  const messages = await messagesOf(login, settings);

  await platform.deploy(SERVICES);
  assert.ok(await attempts.isRefused(() => WORK.broker(login, settings)));

  await platform.deploy([...SERVICES, LATER]);
  assert.equal(await messagesOf(await platform.login('broker', LATER), platform.settings(LATER)), messages);
});
