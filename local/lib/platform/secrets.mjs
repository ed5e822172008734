// The secrets of the account, without their values.

import { allPages } from '../aws/clients.mjs';

/** Returns the secrets, as Secrets Manager lists them. */
export const listSecrets = (client) =>
  allPages(
    (NextToken) => client.listSecrets({ MaxResults: 100, NextToken }),
    (page) => page.SecretList,
  );

/** Returns the ARNs of the secrets that exist. */
export const readSecretArns = async (client) => new Set((await listSecrets(client)).map(({ ARN }) => ARN));

/** Returns the name of a secret from its ARN, without the six characters that Secrets Manager adds. */
export const secretName = (arn) =>
  arn
    .split(':secret:')
    .at(-1)
    .replace(/-\w{6}$/, '');
