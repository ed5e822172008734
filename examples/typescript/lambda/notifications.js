// The notification service, as far as this example goes: it finds its database, and the login to it.

const { GetSecretValueCommand, SecretsManagerClient } = require('@aws-sdk/client-secrets-manager'); // of the runtime

const client = new SecretsManagerClient();

/** Reads a secret when it is needed: the environment names where it is, and never what it is. */
async function readSecret(name) {
  const { SecretString } = await client.send(
    new GetSecretValueCommand({ SecretId: process.env[`${name}_SECRET_ARN`] }),
  );
  const field = process.env[`${name}_SECRET_FIELD`];
  return field ? JSON.parse(SecretString)[field] : SecretString;
}

exports.handler = async () => {
  const { DATABASE_HOST, DATABASE_PORT, DATABASE_NAME } = process.env;
  const user = await readSecret('DATABASE_USERNAME');
  const password = await readSecret('DATABASE_PASSWORD');
  // Here it would connect. What it answers holds no secret, and neither would what it logs.
  return { database: `${DATABASE_HOST}:${DATABASE_PORT}/${DATABASE_NAME}`, user, hasPassword: password.length > 0 };
};
