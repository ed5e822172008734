import type { aws_ec2 as ec2, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { type LoginParts, userAndPassword } from '../access/login-parts';
import { PartsAccess } from '../access/parts-access';
import { readSecret } from '../access/permissions';

/** The endpoints of a cache. */
export interface CacheEndpoints {
  readonly connections: ec2.Connections;
  readonly endpointAddress: string;
  readonly readerEndpointAddress: string;
  readonly endpointPort: string;
}

/**
 * Creates access to the cache with the login of a service, if it has one. With the secret of the user that services share,
 * the names of the settings lead to that user.
 */
export function cacheAccess(
  cache: CacheEndpoints,
  own: LoginParts | undefined,
  sharedSecret?: secretsmanager.ISecret,
): PartsAccess {
  const shared = sharedSecret ? userAndPassword('CACHE', sharedSecret) : {};
  const { settings, secrets, permissions } = own ?? withoutLogin(sharedSecret);
  return new PartsAccess(cache.connections, {
    settings: {
      CACHE_ENDPOINT: cache.endpointAddress,
      CACHE_READER_ENDPOINT: cache.readerEndpointAddress,
      CACHE_PORT: cache.endpointPort,
      ...Object.fromEntries(Object.entries(settings).filter(([name]) => !(name in shared))),
    },
    secrets: { ...secrets, ...shared },
    permissions: [...(sharedSecret ? readSecret(sharedSecret) : []), ...permissions],
  });
}

/** What a client without a login of its own gets: the secret that leads to the shared one, if there is one. */
function withoutLogin(sharedSecret?: secretsmanager.ISecret): LoginParts {
  return { settings: sharedSecret ? { CACHE_SECRET_ARN: sharedSecret.secretArn } : {}, secrets: {}, permissions: [] };
}
