import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Credentials, currentCredentials } from '../../rotation/function/secret-versions';

/** Reads the secret of a login, which must be that of one of the users. */
export async function loginCredentials(
  secrets: SecretsManagerClient,
  secretArn: string,
  users: readonly string[],
): Promise<Credentials> {
  const credentials = await currentCredentials(secrets, secretArn);
  if (!users.includes(credentials.username)) {
    throw new Error(`The secret ${secretArn} must name the user ${users.join(' or ')}.`);
  }
  return credentials;
}
