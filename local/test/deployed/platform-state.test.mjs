// The state of a platform that is deployed to the emulator on LOCAL_PORT: a catalogue with a PostgreSQL database of orderservice,
// which logs in with a password, and with userservice. Holes are planted through the APIs of AWS, and removed again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { awsClients } from '../../lib/aws/clients.mjs';
import { emulatorEnvironment, replaceProcessEnvironment } from '../../lib/aws/environment.mjs';
import { Platform } from '../../lib/platform/platform.mjs';

const OWNER = 'orderservice';
const OTHER = 'userservice';
const STORE = `${OWNER}/store`;

const port = process.env.LOCAL_PORT;
let aws;
let platform;

before(async () => {
  replaceProcessEnvironment(emulatorEnvironment(process.env, port));
  aws = await awsClients();
  platform = new Platform({ aws, endpoint: `http://127.0.0.1:${port}`, app: '/app' });
});

after(() => {
  for (const client of Object.values(aws)) client.destroy();
});

const cellOf = async (service, part) => {
  const { isolation } = await platform.state();
  return isolation.rows.find((row) => row.service === service).cells.find((cell) => cell.part === part);
};

const recordName = async (service) => `/${(await platform.state()).environment}/${service}/connection`;

async function recordOf(service) {
  const { Parameter } = await aws.ssm.getParameter({ Name: await recordName(service) });
  return JSON.parse(Parameter.Value);
}

/** Changes the record of a service while `work` runs. */
async function withRecord(service, change, work) {
  const [Name, record] = [await recordName(service), await recordOf(service)];
  const write = (value) =>
    aws.ssm.putParameter({ Name, Value: JSON.stringify(value), Overwrite: true, Tier: 'Advanced' });
  await write(change(structuredClone(record)));
  try {
    await work();
  } finally {
    await write(record);
  }
}

/** Adds an ingress rule to a security group while `work` runs. */
async function withRule(GroupId, IpPermissions, work) {
  await aws.ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions });
  try {
    await work();
  } finally {
    await aws.ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions });
  }
}

const storeAccess = async () => (await recordOf(OWNER)).accesses.find(({ capability }) => capability === undefined);

test('each service reaches its own store and the shared parts that it uses, and nothing else', async () => {
  const { services, isolation } = await platform.state();
  assert.ok(services.length > 1);
  for (const { service, cells } of isolation.rows) {
    const { store, parts } = services.find(({ name }) => name === service);
    const reached = cells.filter(({ reaches }) => reaches).map(({ part }) => part);
    assert.deepEqual(reached.toSorted(), [store, ...parts].toSorted(), service);
  }
});

test('every store and shared part has an endpoint and is available, and engines that do not run are named', async () => {
  const { parts, problems } = await platform.state();
  assert.deepEqual(
    problems.filter((problem) => !problem.startsWith('Nothing listens at the endpoint')),
    [],
  );
  for (const { id, endpoint, status } of parts) {
    assert.ok(endpoint, id);
    assert.match(status, /^(available|active|running)$/i, id);
  }
});

test('a rule that admits the group of another service is a hole', async () => {
  const [{ securityGroupId, port: databasePort }] = (await storeAccess()).rules;
  const [group] = (await recordOf(OTHER)).securityGroupIds;
  const rule = {
    IpProtocol: 'tcp',
    FromPort: databasePort,
    ToPort: databasePort,
    UserIdGroupPairs: [{ GroupId: group }],
  };
  const closed = await cellOf(OTHER, STORE);
  assert.equal(closed.reaches, false);
  assert.match(closed.why[0], new RegExp(`^No rule admits .*${group}.* to port ${databasePort} of the database`));
  await withRule(securityGroupId, [rule], async () => {
    const { reaches, network, login, why } = await cellOf(OTHER, STORE);
    assert.deepEqual({ reaches, network, login }, { reaches: true, network: true, login: 'none' });
    assert.equal(why[0], `Port ${databasePort} of ${securityGroupId} is open to ${group} (${OTHER}).`);
  });
  assert.equal((await cellOf(OTHER, STORE)).reaches, false);
});

test('a rule for addresses of the VPC admits every service', async () => {
  const [{ securityGroupId }] = (await storeAccess()).rules;
  const rule = { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] };
  await withRule(securityGroupId, [rule], async () => {
    const { network, why } = await cellOf(OTHER, STORE);
    assert.equal(network, true);
    assert.match(why[0], /is open to 10\.0\.0\.0\/8, which contains addresses of the VPC\.$/);
  });
});

test("a permission to read another service's secret is a hole, also with a wildcard", async () => {
  const { secretArn } = (await storeAccess()).secrets.DATABASE_PASSWORD;
  for (const resource of [secretArn, secretArn.replace(/.{8}$/, '*')]) {
    const permission = { actions: ['secretsmanager:Get*'], resources: [resource] };
    const hole = (record) => {
      record.accesses[0].permissions.push(permission);
      return record;
    };
    await withRecord(OTHER, hole, async () => {
      const { reaches, network, login, why } = await cellOf(OTHER, STORE);
      assert.deepEqual({ reaches, network, login }, { reaches: true, network: false, login: 'password' });
      assert.ok(why.some((sentence) => sentence.startsWith('It may read the secret ')));
    });
  }
});

test('the secrets of a service have values, and the state and the logs contain none of them', async () => {
  const secrets = await platform.secrets(OWNER);
  assert.ok(secrets.DATABASE_PASSWORD.length > 8);
  const state = await platform.state();
  const texts = [JSON.stringify(state), ...(await Promise.all(state.logs.map((name) => platform.log(name))))];
  for (const text of texts) assert.ok(!text.includes(secrets.DATABASE_PASSWORD));
});

test('the events end with that of the last stack, the newest first', async () => {
  const { events, stacks } = await platform.state();
  const times = events.map(({ time }) => time);
  assert.deepEqual(times, times.toSorted().toReversed());
  assert.ok(events.length <= 300);
  const [{ stack, status }] = events;
  assert.equal(stacks.find(({ name }) => name === stack).status, status);
});

test('a secret that was deleted is named', async () => {
  const { secretArn } = (await storeAccess()).secrets.DATABASE_PASSWORD;
  const absent = secretArn.replace(/.{6}$/, 'absent');
  const changed = (record) => JSON.parse(JSON.stringify(record).replaceAll(secretArn, absent));
  await withRecord(OWNER, changed, async () => {
    const { problems } = await platform.state();
    const [problem, ...others] = problems.filter((it) => it.startsWith('The secret'));
    assert.match(problem, new RegExp(`^The secret ${absent} of ${OWNER}, with DATABASE_\\w+, does not exist`));
    assert.deepEqual(others, []);
    await assert.rejects(platform.secrets(OWNER), { message: new RegExp(`${absent} of ${OWNER} has no value`) });
  });
});
