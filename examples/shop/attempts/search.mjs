// The search domain: the role of one service, or its own credentials if it has none, with the index of another one.

import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { Client } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws';
import { authorities } from './authorities.mjs';
import { configurationOf } from './aws.mjs';

export const search = {
  tried: 'read its index',
  uses: ({ SEARCH_ROLE_ARN }) => SEARCH_ROLE_ARN !== undefined,
  mayTry: ({ SEARCH_ROLE_ARN, AWS_SESSION_TOKEN }) => Boolean(SEARCH_ROLE_ARN ?? AWS_SESSION_TOKEN), // as a role
  isRefusal: ({ statusCode, body }) => statusCode === 403 && body?.error?.type === 'security_exception',

  async work(mine, { SEARCH_ENDPOINT, SEARCH_INDEX, service }) {
    const { credentials, ...clientConfig } = configurationOf(mine);
    const params = { RoleArn: mine.SEARCH_ROLE_ARN, RoleSessionName: 'attempt' };
    const role = fromTemporaryCredentials({ params, clientConfig, masterCredentials: credentials });
    const getCredentials = mine.SEARCH_ROLE_ARN ? role : async () => credentials;
    const client = new Client({
      ...AwsSigv4Signer({ region: mine.AWS_REGION, service: 'es', getCredentials }),
      node: `https://${SEARCH_ENDPOINT}`,
      ssl: { ca: authorities(mine) },
      maxRetries: 0,
      requestTimeout: 10_000,
    });
    await client.count({ index: SEARCH_INDEX ?? service });
  },
};
