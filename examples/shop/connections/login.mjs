import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secretsManager = new SecretsManagerClient();

/** Returns the fields of a secret, among them `username` and `password`. */
export async function readLogin(secretArn) {
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: secretArn }));
  return JSON.parse(SecretString);
}
