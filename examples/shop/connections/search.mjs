import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { Client } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws';

const { AWS_REGION, SEARCH_ENDPOINT, SEARCH_ROLE_ARN } = process.env;

/** Assumes the role again before its credentials expire. */
export const search = new Client({
  ...AwsSigv4Signer({
    region: AWS_REGION,
    service: 'es',
    getCredentials: fromTemporaryCredentials({ params: { RoleArn: SEARCH_ROLE_ARN, RoleSessionName: 'search' } }),
  }),
  node: `https://${SEARCH_ENDPOINT}`,
  maxRetries: 1,
  requestTimeout: 10_000,
});
