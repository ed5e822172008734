import type { aws_ec2 as ec2, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { LoginParts } from '../access/login-parts';
import { PartsAccess } from '../access/parts-access';
import { readSecret } from '../access/permissions';
import type { SecretSetting } from '../access/secret-setting';

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
  own: LoginParts = NO_LOGIN,
  sharedSecret?: secretsmanager.ISecret,
): PartsAccess {
  const shared = sharedSecret ? userAndPassword(sharedSecret) : {};
  const settings = Object.entries(own.settings).filter(([name]) => !(name in shared));
  return new PartsAccess(cache.connections, {
    settings: {
      CACHE_ENDPOINT: cache.endpointAddress,
      CACHE_READER_ENDPOINT: cache.readerEndpointAddress,
      CACHE_PORT: cache.endpointPort,
      ...Object.fromEntries(settings),
    },
    secrets: { ...own.secrets, ...shared },
    permissions: [...(sharedSecret ? readSecret(sharedSecret) : []), ...own.permissions],
  });
}

/** The secret settings that lead to the user of a secret. */
export function userAndPassword(secret: secretsmanager.ISecret): Record<string, SecretSetting> {
  return {
    CACHE_USERNAME: { secret, field: 'username' },
    CACHE_PASSWORD: { secret, field: 'password' },
  };
}

const NO_LOGIN: LoginParts = { settings: {}, secrets: {}, permissions: [] };
