// Tests the bundle for search domains with a real server, behind a front that verifies signatures.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { Attempts } from './support/attempts.mjs';
import { AnswerAddress, context } from './support/requests.mjs';
import { SearchDomain } from './support/search-domain.mjs';
import { aliases, domainAttempts, foreignAttempts, ownWork } from './support/search-requests.mjs';

const { LOGIN_FUNCTIONS, ATTEMPTS } = process.env;
const BUNDLE = './opensearch/opensearch.js';
const ROLES = '/_plugins/_security/api/roles';
const MAPPINGS = '/_plugins/_security/api/rolesmapping';

const attempts = new Attempts(({ refused }) => refused);
const cloudFormation = new AnswerAddress();

let domain;
let handler;

before(async () => {
  await cloudFormation.listen();
  domain = await SearchDomain.start();
  Object.assign(process.env, { ENDPOINT: domain.endpoint, ADMIN_ROLE_ARN: domain.adminRoleArn });
  ({ handler } = createRequire(`${LOGIN_FUNCTIONS}/`)(BUNDLE));
});

after(async () => {
  await domain?.stop();
  cloudFormation.close();
  attempts.write(ATTEMPTS);
});

const propertiesOf = ({ service, roleArn }, more = {}) => ({
  System: 'search',
  Service: service,
  RoleArn: roleArn,
  ...more,
});

const send = (type, tenant, more) =>
  cloudFormation.send(
    handler,
    type,
    `Login${tenant.service}`,
    propertiesOf(tenant, more),
    `search/${tenant.service}`,
  );

const succeeded = (answer) => assert.equal(answer.Status, 'SUCCESS', answer.Reason);

function failed(answer, reason) {
  assert.equal(answer.Status, 'FAILED');
  assert.match(answer.Reason, reason);
}

/** Throws where the domain refuses the request or each part of it, and where it answers anything but success. */
async function request({ roleArn }, [method, path, body], headers) {
  const { status, content } = await domain.as(roleArn, method, path, body, headers);
  const parts = [content.items, content.responses, content.docs].find(Array.isArray) ?? [];
  const isRefusedPart = (part) => JSON.stringify(part).includes('security_exception');
  const refused = status === 403 || (parts.length > 0 && parts.every(isRefusedPart));
  if (refused || status >= 300 || parts.some(({ error }) => error)) {
    throw Object.assign(new Error(`${method} ${path}: ${status} ${JSON.stringify(content)}`), { refused });
  }
  return content;
}

const succeeds = (tenant) => request(tenant, ['GET', `/${tenant.service}/_search`]);

const isRefused = (tenant) => assert.rejects(succeeds(tenant), { refused: true });

test('before its login is created, a service is refused', async () => {
  for (const tenant of domain.services) await isRefused(tenant);
});

test('the settings of the domain are audit events, slow logs and replicas', async () => {
  const properties = { System: 'search', Replicas: '2' };
  for (const type of ['Create', 'Update', 'Delete']) {
    const { event, answer } = cloudFormation.expect(type, 'Settings', properties, 'search/settings');
    await handler({ ...event, ResourceType: 'Custom::SearchSettings' }, context());
    succeeded(await answer);
    assert.equal((await answer).PhysicalResourceId, 'search/settings');
  }
  const { config } = await domain.asAdmin('GET', '/_plugins/_security/api/audit/config');
  assert.equal(config.enabled, true);
  assert.equal(config.audit.log_request_body, false);
  const { persistent } = await domain.asAdmin('GET', '/_cluster/settings?flat_settings=true');
  assert.equal(persistent['cluster.search.request.slowlog.threshold.warn'], '2s');
  await domain.asAdmin('PUT', '/new');
  const { new: index } = await domain.asAdmin('GET', '/new/_settings?flat_settings=true');
  assert.equal(index.settings['index.number_of_replicas'], '2');
  assert.equal(index.settings['index.search.slowlog.threshold.query.warn'], '2s');
  assert.equal(index.settings['index.indexing.slowlog.threshold.index.warn'], '2s');
});

test('logins are created at the same time, and each request twice at once', async () => {
  const requests = domain.services.flatMap((tenant) => [tenant, tenant]);
  for (const [index, answer] of (await Promise.all(requests.map((tenant) => send('Create', tenant)))).entries()) {
    succeeded(answer);
    assert.equal(answer.PhysicalResourceId, `search/${requests[index].service}`);
    assert.equal(answer.Data.RoleArn, requests[index].roleArn);
  }
});

test('a service works with its indexes', async () => {
  for (const tenant of domain.services) {
    await request(tenant, ['PUT', `/${tenant.service}/_doc/1?refresh=true`, { note: tenant.service }]);
    await request(tenant, ['PUT', `/${tenant.service}.2026/_doc/1?refresh=true`, { note: tenant.service }]);
    for (const work of ownWork(tenant.service)) await attempts.own(() => request(tenant, work));
    const { pit_id: id } = await attempts.own(() =>
      request(tenant, ['POST', `/${tenant.service}/_search/point_in_time?keep_alive=1m`]),
    );
    await attempts.own(() => request(tenant, ['POST', '/_search', { pit: { id } }]));
    await attempts.own(() => request(tenant, ['DELETE', '/_search/point_in_time', { pit_id: [id] }]));
    const { _scroll_id: scroll_id } = await attempts.own(() =>
      request(tenant, ['GET', `/${tenant.service}/_search?scroll=1m&size=1`]),
    );
    await attempts.own(() => request(tenant, ['POST', '/_search/scroll', { scroll: '1m', scroll_id }]));
  }
});

test('a request that is repeated changes nothing', async () => {
  const [tenant] = domain.services;
  const before = await domain.rights(tenant.service);
  for (const type of ['Create', 'Update', 'Update']) succeeded(await send(type, tenant));
  assert.equal(await domain.rights(tenant.service), before);
});

test('a service is refused what concerns the whole domain', async () => {
  for (const tenant of domain.services) {
    for (const attempt of domainAttempts(tenant.service)) await refuse(attempts, tenant, attempt);
  }
  assert.deepEqual(attempts.letThrough, []);
});

test('a service is refused everything of every other service', async () => {
  for (const victim of domain.services) {
    const held = await holds(victim);
    const attackers = domain.services.filter((tenant) => tenant !== victim);
    await Promise.all(attackers.map((attacker) => attack(attacker, victim, held)));
    const { hits } = await succeeds(victim);
    assert.ok(hits.hits.every(({ _source: { note } }) => note !== 'attack' && note !== 'changed' || victim.changed));
  }
  assert.deepEqual(attempts.letThrough, []);
});

/** Opens search contexts, which others must not use. */
async function holds(tenant) {
  const { pit_id: pit } = await request(tenant, [
    'POST',
    `/${tenant.service}/_search/point_in_time?keep_alive=5m`,
  ]);
  const { _scroll_id: scroll } = await request(tenant, ['GET', `/${tenant.service}/_search?scroll=5m&size=1`]);
  return { pit, scroll };
}

async function attack(attacker, victim, held) {
  for (const attempt of foreignAttempts(attacker.service, victim.service, held)) {
    await refuse(attempts, attacker, attempt, victim);
  }
  const impersonation = { opendistro_security_impersonate_as: victim.roleArn };
  await attempts.foreign(`${attacker.service} impersonates ${victim.service}`, () =>
    request(attacker, ['GET', `/${victim.service}/_search`], impersonation),
  );
}

function refuse(counted, attacker, attempt, victim) {
  const description = `${attacker.service} > ${victim?.service ?? 'domain'}: ${attempt.slice(0, 2).join(' ')}`;
  return counted.foreign(description, () => request(attacker, attempt));
}
