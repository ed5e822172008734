// The notification service of the example: reads the address of its database and the login.

const { GetSecretValueCommand, SecretsManagerClient } = require('@aws-sdk/client-secrets-manager'); // part of the Lambda runtime

const client = new SecretsManagerClient();

/** Reads a secret. Environment variables contain its ARN and field, and never its value. */
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
  // A real service connects here. The response contains no secret.
  return { database: `${DATABASE_HOST}:${DATABASE_PORT}/${DATABASE_NAME}`, user, hasPassword: password.length > 0 };
};
