import { inspect } from 'node:util';
import { type RotatedUser, rotate } from '../../../src/rotation/function/rotation';
import { FakeSecret } from './fake-secret';

class RecordingUser implements RotatedUser {
  public readonly calls: unknown[] = [];

  public async set(...credentials: unknown[]): Promise<void> {
    this.calls.push(['set', ...credentials]);
  }

  public async test(...credentials: unknown[]): Promise<void> {
    this.calls.push(['test', ...credentials]);
  }
}

const FIRST = { username: 'ecommerce', password: 'first' };

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

async function executeSteps(secret: FakeSecret, user: RotatedUser, steps: string[]): Promise<void> {
  for (const step of steps) {
    await rotate(step, secret.secretVersions, user);
  }
}

test('a rotation generates a password, sets it, tests it and makes it current', async () => {
  const secret = new FakeSecret();
  const user = new RecordingUser();
  await executeSteps(secret, user, STEPS);
  const credentials = secret.credentials('AWSCURRENT');
  expect(credentials).toEqual({ username: 'ecommerce', password: expect.stringMatching(/^[A-Za-z0-9]{64}$/) });
  expect(user.calls).toEqual([
    ['set', FIRST, credentials],
    ['test', credentials],
  ]);
  expect(secret.credentials('AWSPREVIOUS')).toEqual(FIRST);
});

test('a repeated step has the same result as a single one', async () => {
  const once = new FakeSecret();
  await executeSteps(once, new RecordingUser(), ['createSecret']);
  const pending = once.credentials('AWSPENDING');
  await executeSteps(
    once,
    new RecordingUser(),
    STEPS.flatMap((step) => [step, step]),
  );
  expect(once.credentials('AWSCURRENT')).toEqual(pending);
});

test('a finished rotation is not repeated', async () => {
  const secret = new FakeSecret();
  await executeSteps(secret, new RecordingUser(), STEPS);
  const finished = JSON.stringify(secret.versions);
  const user = new RecordingUser();
  await executeSteps(secret, user, STEPS);
  expect(user.calls).toEqual([]);
  expect(JSON.stringify(secret.versions)).toBe(finished);
});

test('the current password does not change before the last step', async () => {
  const secret = new FakeSecret();
  await executeSteps(secret, new RecordingUser(), STEPS.slice(0, 3));
  expect(secret.credentials('AWSCURRENT')).toEqual(FIRST);
});

test('two rotations generate different passwords', async () => {
  const [one, other] = [new FakeSecret(), new FakeSecret()];
  for (const secret of [one, other]) {
    await executeSteps(secret, new RecordingUser(), ['createSecret']);
  }
  expect(one.credentials('AWSPENDING')?.password).not.toBe(other.credentials('AWSPENDING')?.password);
});

test('other fields of the secret are retained', async () => {
  const secret = new FakeSecret('{"username":"ecommerce","password":"first","note":"kept"}');
  await executeSteps(secret, new RecordingUser(), ['createSecret']);
  expect(secret.credentials('AWSPENDING')).toMatchObject({ username: 'ecommerce', note: 'kept' });
});

test('where users take turns, the pending version names the successor, also when the step is repeated', async () => {
  const secret = new FakeSecret();
  const user = { set: jest.fn(), test: jest.fn(), successorOf: (username: string) => `${username}-next` };
  for (const step of ['createSecret', 'createSecret']) {
    await rotate(step, secret.secretVersions, user);
  }
  expect(secret.credentials('AWSPENDING')?.username).toBe('ecommerce-next');
  expect(secret.credentials('AWSCURRENT')?.username).toBe('ecommerce');
});

test('the test of a new schedule by Secrets Manager tests a copy of the current password', async () => {
  const secret = new FakeSecret();
  secret.versions.new.value = secret.versions.old.value;
  const user = new RecordingUser();
  await executeSteps(secret, user, ['testSecret']);
  expect(user.calls).toEqual([['test', FIRST]]);
});

test('a step fails when the version is neither current nor pending', async () => {
  const secret = new FakeSecret();
  secret.versions.new.stages = [];
  await expect(executeSteps(secret, new RecordingUser(), ['setSecret'])).rejects.toThrow(
    'Version new of arn:secret is neither AWSCURRENT nor AWSPENDING.',
  );
});

test('an unknown step fails', async () => {
  await expect(executeSteps(new FakeSecret(), new RecordingUser(), ['dropSecret'])).rejects.toThrow(
    'Secrets Manager requested an unknown step of the rotation: dropSecret',
  );
});

test.each([
  ['not JSON', 'hunter2'],
  ['without a user name', '{"password":"hunter2"}'],
  ['a list', '["hunter2"]'],
  ['null', 'null'],
])('a step fails when the secret is %s, and the error does not contain it', async (_, value) => {
  const failure = await executeSteps(new FakeSecret(value), new RecordingUser(), ['createSecret']).catch(
    (error: unknown) => error,
  );
  expect(failure).toEqual(new Error('AWSCURRENT of arn:secret must be JSON with a username and a password.'));
  expect(inspect(failure)).not.toContain('hunter2');
});

test('a pending version that cannot be read is not overwritten', async () => {
  const secret = new FakeSecret();
  secret.versions.new.value = 'hunter2';
  await expect(executeSteps(secret, new RecordingUser(), ['createSecret'])).rejects.toThrow(
    'AWSPENDING of arn:secret must be JSON',
  );
  secret.readError = new Error('Access to KMS is not allowed');
  await expect(executeSteps(secret, new RecordingUser(), ['createSecret'])).rejects.toThrow(
    'Access to KMS is not allowed',
  );
  expect(secret.versions.new.value).toBe('hunter2');
});
