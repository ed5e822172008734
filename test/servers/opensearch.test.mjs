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
import { aliases, DOMAIN_ATTEMPTS, foreignAttempts, ownWork } from './support/search-requests.mjs';

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
  cloudFormation.send(handler, type, `Login${tenant.service}`, propertiesOf(tenant, more), `search/${tenant.service}`);

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
  const { config } = await domain.asAdmin('GET', '/_plugins/_security/api/audit');
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
    for (const attempt of DOMAIN_ATTEMPTS) await refuse(attempts, tenant, attempt);
  }
  assert.deepEqual(attempts.letThrough, []);
});

test('a service is refused everything of every other service', async () => {
  for (const victim of domain.services) {
    const before = await documents(victim);
    const attackers = domain.services.filter((tenant) => tenant !== victim);
    await Promise.all(attackers.map(async (attacker) => attack(attacker, victim, await holds(victim))));
    assert.deepEqual(await documents(victim), before);
  }
  assert.deepEqual(attempts.letThrough, []);
});

async function documents({ service }) {
  await domain.asAdmin('POST', `/${service},${service}.*/_refresh`);
  const { hits } = await domain.asAdmin('GET', `/${service},${service}.*/_search?size=100`);
  return hits.hits.map((hit) => JSON.stringify(hit)).sort();
}

/** Opens search contexts, which others must not use. */
async function holds(tenant) {
  const { pit_id: pit } = await request(tenant, ['POST', `/${tenant.service}/_search/point_in_time?keep_alive=5m`]);
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

test('a planted right to aliases is seen, and the next deployment takes it', async () => {
  const [tenant, victim] = domain.services;
  const attack = async () => {
    const planted = new Attempts(({ refused }) => refused);
    for (const attempt of aliases(tenant.service, victim.service)) await refuse(planted, tenant, attempt, victim);
    return planted.letThrough;
  };
  const { [tenant.service]: role } = await domain.asAdmin('GET', `${ROLES}/${tenant.service}`);
  role.index_permissions[0].allowed_actions.push('indices:admin/aliases*');
  const { cluster_permissions, index_permissions, tenant_permissions, description } = role;
  await domain.asAdmin('PUT', `${ROLES}/${tenant.service}`, {
    cluster_permissions,
    index_permissions,
    tenant_permissions,
    description,
  });
  assert.deepEqual(await attack(), [
    'order > orderservice: POST /_aliases',
    'order > orderservice: PUT /order/_alias/orderservice.other',
  ]);
  succeeded(await send('Update', tenant));
  assert.deepEqual(await attack(), []);
});

test('a mapping to all_access, or to the role of another service, fails the next deployment and is named', async () => {
  const [tenant, victim] = domain.services;
  for (const role of ['all_access', victim.service]) {
    const { [role]: mapping } = await domain.asAdmin('GET', `${MAPPINGS}/${role}`);
    const { backend_roles, hosts, users, description } = mapping;
    const original = { backend_roles, hosts, users, description };
    await domain.asAdmin('PUT', `${MAPPINGS}/${role}`, {
      ...original,
      backend_roles: [...backend_roles, tenant.roleArn],
    });
    failed(await send('Update', tenant), new RegExp(`The domain gives ${role} to .*Remove it from the mapping`));
    await domain.asAdmin('PUT', `${MAPPINGS}/${role}`, original);
    succeeded(await send('Update', tenant));
  }
});

test('further roles have the same access, until they are taken from the declaration', async () => {
  const [tenant] = domain.services;
  const further = { ...tenant, roleArn: domain.furtherRoleArn };
  succeeded(await send('Update', tenant, { FurtherRoleArns: [further.roleArn] }));
  await succeeds(further);
  succeeded(await send('Update', tenant));
  await isRefused(further);
});

test('a service with named indexes has these, and not the one with its own name', async () => {
  const [, tenant] = domain.services;
  const work = ['GET', '/products/_search'];
  await domain.asAdmin('PUT', '/products');
  await assert.rejects(request(tenant, work), { refused: true });
  succeeded(await send('Update', tenant, { Indexes: ['products'] }));
  await request(tenant, work);
  await isRefused(tenant);
  succeeded(await send('Update', tenant));
  await succeeds(tenant);
});

test('no request of a service is refused while two deployments declare it at once', async () => {
  const [tenant] = domain.services;
  let isOver = false;
  const load = Promise.all(
    [1, 2].map(async () => {
      while (!isOver) await succeeds(tenant);
    }),
  );
  try {
    for (let round = 0; round < 5; round += 1) {
      for (const answer of await Promise.all([send('Update', tenant), send('Update', tenant)])) succeeded(answer);
    }
  } finally {
    isOver = true;
  }
  await load;
});

test('a handler that is killed after the role leaves a deployment that can be repeated', async () => {
  const tenant = domain.services[3];
  succeeded(await send('Delete', tenant));
  const { event } = cloudFormation.expect('Create', `Login${tenant.service}`, propertiesOf(tenant));
  const script = `require(process.argv[1]).handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 300000 })`;
  const child = spawn(process.execPath, ['-e', script, `${LOGIN_FUNCTIONS}/${BUNDLE}`], { stdio: 'ignore' });
  while (!(await domain.asAdmin('GET', `${ROLES}/${tenant.service}`))[tenant.service]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  succeeded(await send('Create', tenant));
  await succeeds(tenant);
});

/** Listens like a domain that accepts connections and never answers. */
async function withHangingDomain(work) {
  const sockets = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    return await withEndpoint(`127.0.0.1:${server.address().port}`, work);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

async function withEndpoint(endpoint, work) {
  process.env.ENDPOINT = endpoint;
  try {
    return await work();
  } finally {
    process.env.ENDPOINT = domain.endpoint;
  }
}

test('a domain that hangs fails a deployment before Lambda stops the function, and no deletion', async () => {
  const [tenant] = domain.services;
  const hanging = (type) =>
    withHangingDomain(async () => {
      const { event, answer } = cloudFormation.expect(type, 'Login', propertiesOf(tenant), `search/${tenant.service}`);
      await handler(event, context(40_000));
      return answer;
    });
  const update = await hanging('Update');
  failed(update, /The login of order was not created or updated\. The system did not answer in time/);
  assert.equal(update.PhysicalResourceId, 'search/order');
  succeeded(await hanging('Delete'));
  await succeeds(tenant);
});

test('a domain that is gone does not keep a stack from being deleted', async () => {
  const [tenant] = domain.services;
  succeeded(await withEndpoint('127.0.0.1:1', () => send('Delete', tenant)));
  await succeeds(tenant);
});

test('an answer that CloudFormation rejects five times is sent a sixth time', async () => {
  cloudFormation.failures = 5;
  succeeded(await send('Update', domain.services[0]));
  assert.equal(cloudFormation.failures, 0);
});

test('a removed service is refused, and gets its data back when it returns', async () => {
  const tenant = domain.services[4];
  const before = await documents(tenant);
  succeeded(await send('Delete', tenant));
  await isRefused(tenant);
  assert.equal(await domain.rights(tenant.service).then((rights) => rights.includes(tenant.roleArn)), false);
  succeeded(await send('Delete', tenant));
  succeeded(await send('Create', tenant));
  await succeeds(tenant);
  assert.deepEqual(await documents(tenant), before);
});

test('a login that another resource has declared since is not taken', async () => {
  const [, tenant] = domain.services;
  succeeded(await cloudFormation.send(handler, 'Create', 'MovedLogin', propertiesOf(tenant)));
  succeeded(await send('Delete', tenant));
  await succeeds(tenant);
});

test('a role of the domain is not taken over, whatever its kind', async () => {
  const { roleArn } = domain.services[0];
  await domain.asAdmin('PUT', `${ROLES}/handmade`, { cluster_permissions: [] });
  for (const service of ['all_access', 'security_manager', 'readall', 'handmade']) {
    failed(
      await send('Create', { service, roleArn }),
      new RegExp(`The domain has a role ${service}, or a mapping to it, that is not the service's`),
    );
    succeeded(await send('Delete', { service, roleArn }));
  }
  assert.ok((await domain.asAdmin('GET', `${ROLES}/handmade`)).handmade);
});

test('a name that the domain takes for a pattern is refused', async () => {
  const [tenant] = domain.services;
  const before = await domain.rights(tenant.service);
  for (const service of ['*', 'order*', '../roles', `o'r"d e\\r?&%20ü`, '/.*/']) {
    failed(await send('Update', { ...tenant, service }), /The name of the service must be/);
  }
  for (const index of ['*', 'order,paymentservice', '-order', '.kibana', '/.*/', '<order>', 'a/b']) {
    failed(await send('Update', tenant, { Indexes: [index] }), /An index must be/);
  }
  for (const roleArn of ['*', 'arn:aws:iam::123456789012:role/*', 'arn:aws:iam::123456789012:user/order']) {
    failed(await send('Update', tenant, { FurtherRoleArns: [roleArn] }), /A role must be the ARN of one IAM role/);
  }
  assert.equal(await domain.rights(tenant.service), before);
});

test('a role that does not administer the domain fails the deployment with the answer of the domain', async () => {
  const [tenant, other] = domain.services;
  process.env.ADMIN_ROLE_ARN = other.roleArn;
  try {
    failed(await send('Update', tenant), /answered GET .* with status 403: No permission to access REST API/);
  } finally {
    process.env.ADMIN_ROLE_ARN = domain.adminRoleArn;
  }
});

test('a service sees the names of the indexes in the health of the domain', async () => {
  const [tenant, other] = domain.services;
  const { indices } = await request(tenant, ['GET', '/_cluster/health?level=indices']);
  assert.ok(other.service in indices);
});
