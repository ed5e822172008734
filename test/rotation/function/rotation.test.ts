import { inspect } from 'node:util';
import { type LoginKeeper, rotate } from '../../../src/rotation/function/rotation';
import { FakeSecret } from './fake-secret';

class Keeper implements LoginKeeper {
  public readonly calls: unknown[] = [];

  public async set(...logins: unknown[]): Promise<void> {
    this.calls.push(['set', ...logins]);
  }

  public async test(...logins: unknown[]): Promise<void> {
    this.calls.push(['test', ...logins]);
  }
}

const FIRST = { username: 'ecommerce', password: 'first' };

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

async function take(secret: FakeSecret, keeper: LoginKeeper, steps: string[]): Promise<void> {
  for (const step of steps) {
    await rotate(step, secret.seen, keeper);
  }
}

test('a rotation makes a password, sets it, tests it and gives it to clients', async () => {
  const secret = new FakeSecret();
  const keeper = new Keeper();
  await take(secret, keeper, STEPS);
  const login = secret.login('AWSCURRENT');
  expect(login).toEqual({ username: 'ecommerce', password: expect.stringMatching(/^[A-Za-z0-9]{64}$/) });
  expect(keeper.calls).toEqual([
    ['set', FIRST, login],
    ['test', login],
  ]);
  expect(secret.login('AWSPREVIOUS')).toEqual(FIRST);
});

test('each step taken twice does what it does once', async () => {
  const once = new FakeSecret();
  await take(once, new Keeper(), ['createSecret']);
  const pending = once.login('AWSPENDING');
  await take(
    once,
    new Keeper(),
    STEPS.flatMap((step) => [step, step]),
  );
  expect(once.login('AWSCURRENT')).toEqual(pending);
});

test('a finished rotation is not taken again', async () => {
  const secret = new FakeSecret();
  await take(secret, new Keeper(), STEPS);
  const finished = JSON.stringify(secret.versions);
  const keeper = new Keeper();
  await take(secret, keeper, STEPS);
  expect(keeper.calls).toEqual([]);
  expect(JSON.stringify(secret.versions)).toBe(finished);
});

test('clients keep the password that works until the last step', async () => {
  const secret = new FakeSecret();
  await take(secret, new Keeper(), STEPS.slice(0, 3));
  expect(secret.login('AWSCURRENT')).toEqual(FIRST);
});

test('two passwords differ', async () => {
  const [one, other] = [new FakeSecret(), new FakeSecret()];
  for (const secret of [one, other]) {
    await take(secret, new Keeper(), ['createSecret']);
  }
  expect(one.login('AWSPENDING')?.password).not.toBe(other.login('AWSPENDING')?.password);
});

test('what else the secret holds stays in it', async () => {
  const secret = new FakeSecret('{"username":"ecommerce","password":"first","note":"kept"}');
  await take(secret, new Keeper(), ['createSecret']);
  expect(secret.login('AWSPENDING')).toMatchObject({ username: 'ecommerce', note: 'kept' });
});

test("Secrets Manager's trial of a new schedule tests a copy of the current password", async () => {
  const secret = new FakeSecret();
  secret.versions.new.value = secret.versions.old.value;
  const keeper = new Keeper();
  await take(secret, keeper, ['testSecret']);
  expect(keeper.calls).toEqual([['test', FIRST]]);
});

test('fails when the version is not the one that is rotated to', async () => {
  const secret = new FakeSecret();
  secret.versions.new.stages = [];
  await expect(take(secret, new Keeper(), ['setSecret'])).rejects.toThrow(
    'Version new of arn:secret is not being rotated to.',
  );
});

test('fails when a rotation has no such step', async () => {
  await expect(take(new FakeSecret(), new Keeper(), ['dropSecret'])).rejects.toThrow(
    'Secrets Manager asked for a step that a rotation does not have: dropSecret',
  );
});

test.each([
  ['no JSON', 'hunter2'],
  ['no login', '{"password":"hunter2"}'],
  ['a list', '["hunter2"]'],
  ['null', 'null'],
])('fails when the secret is %s, and does not quote it', async (_, value) => {
  const failure = await take(new FakeSecret(value), new Keeper(), ['createSecret']).catch((error: unknown) => error);
  expect(failure).toEqual(new Error('AWSCURRENT of arn:secret must be JSON with a username and a password.'));
  expect(inspect(failure)).not.toContain('hunter2');
});

test('a pending version that cannot be read is not taken for one that is not there', async () => {
  const secret = new FakeSecret();
  secret.versions.new.value = 'hunter2';
  await expect(take(secret, new Keeper(), ['createSecret'])).rejects.toThrow('AWSPENDING of arn:secret must be JSON');
  secret.refusal = new Error('Access to KMS is not allowed');
  await expect(take(secret, new Keeper(), ['createSecret'])).rejects.toThrow('Access to KMS is not allowed');
  expect(secret.versions.new.value).toBe('hunter2');
});
