// The credentials of a service: those of a role that may do what the record of the service permits, and nothing else. The
// library's `connect` gives the same permissions to the role of a workload.

import { createHash } from 'node:crypto';

const LONGEST_NAME = 64;
const SESSION_SECONDS = 12 * 3_600;

/**
 * Creates the role of a service in the emulator, or gives an existing one the permissions of its record, and returns
 * credentials of it for twelve hours: { accessKeyId, secretAccessKey, sessionToken }. With `migration`, they may read the login for migrations, too.
 */
export async function serviceCredentials({ iam, sts }, record, { migration = false } = {}) {
  const { environment, service, account } = record;
  const RoleName = roleName(`ecommerce-${migration ? 'migration' : 'local'}-${environment}-${service}`);
  await ignoringExisting(
    iam.createRole({ RoleName, MaxSessionDuration: SESSION_SECONDS, AssumeRolePolicyDocument: trustOf(account) }),
  );
  await iam.putRolePolicy({ RoleName, PolicyName: 'record', PolicyDocument: policyOf(record, migration) });
  const { Credentials } = await sts.assumeRole({
    RoleArn: `arn:aws:iam::${account}:role/${RoleName}`,
    RoleSessionName: service,
    DurationSeconds: SESSION_SECONDS,
  });
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
}

/** Two services never share a role, whose policies are those of the last one, nor does a service share that of its migrations. */
function roleName(name) {
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, LONGEST_NAME - hash.length - 1)}-${hash}`;
}

async function ignoringExisting(response) {
  try {
    await response;
  } catch (error) {
    if (error.name !== 'EntityAlreadyExists' && error.name !== 'EntityAlreadyExistsException') throw error;
  }
}

const policy = (statements) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

const trustOf = (account) =>
  policy([{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }]);

function policyOf({ environment, service, account, region, accesses }, migration) {
  const logins = migration ? accesses.flatMap((it) => it.migration ?? []) : [];
  const permissions = [...accesses, ...logins].flatMap((it) => it.permissions ?? []);
  return policy([
    ...permissions.flatMap((permission) => statementsOf(permission, region)),
    allow(
      ['ssm:GetParameter', 'ssm:GetParameters'],
      `arn:aws:ssm:${region}:${account}:parameter/${environment}/${service}/connection`,
    ),
  ]);
}

const allow = (Action, Resource, Condition) => ({ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) });

/** A permission in a record has actions and resources, or the ARN of a secret, which stands for reading the secret. */
function statementsOf({ actions, resources, conditions, secretArn, keyArn }, region) {
  if (secretArn === undefined) return [allow(actions, resources, conditions)];
  const read = allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], secretArn);
  if (keyArn === undefined) return [read];
  const byTheSecret = {
    'kms:ViaService': `secretsmanager.${region}.amazonaws.com`,
    'kms:EncryptionContext:SecretARN': secretArn,
  };
  return [read, allow('kms:Decrypt', keyArn, { StringEquals: byTheSecret })];
}
