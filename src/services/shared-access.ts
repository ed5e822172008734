import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { ICache } from '../data/cache-contract';
import type { IServiceStore } from '../data/store';
import type { IBroker } from '../messaging/broker-contract';
import { HTTP_ACTIONS } from '../private/opensearch-actions';
import { decrypt, type Permission, readSecret } from '../private/permissions';
import type { ISearch } from '../search/search-contract';
import type { StorageConstruct } from '../storage/storage-construct';
import { type Access, type Door, references } from './access';
import { recordedGrants } from './recorded-grants';

/** A service's own store. */
export function storeAccess(store: IServiceStore): Access {
  return {
    settings: store.settings,
    secrets: references(store.secrets),
    doors: doors(store.connections),
    permissions: recordedGrants(store),
  };
}

/** The shared cache. */
export function cacheAccess(cache: ICache): Access {
  return {
    settings: {
      CACHE_ENDPOINT: cache.endpointAddress,
      CACHE_READER_ENDPOINT: cache.readerEndpointAddress,
      CACHE_PORT: cache.endpointPort,
    },
    secrets: references({
      CACHE_USERNAME: { secret: cache.secret, field: 'username' },
      CACHE_PASSWORD: { secret: cache.secret, field: 'password' },
    }),
    doors: doors(cache.connections),
    permissions: readSecret(cache.secret),
  };
}

/** The shared message broker. */
export function messagingAccess(messaging: IBroker): Access {
  return {
    settings: { BROKER_ENDPOINT: messaging.endpoint },
    secrets: references({
      BROKER_USERNAME: { secret: messaging.secret, field: 'username' },
      BROKER_PASSWORD: { secret: messaging.secret, field: 'password' },
    }),
    doors: doors(messaging.connections),
    permissions: readSecret(messaging.secret),
  };
}

/** The shared search domain: the index that has the service's name, and no other. */
export function searchAccess(search: ISearch, serviceName: string): Access {
  const indexArn = `${search.domain.domainArn}/${serviceName}`;
  return {
    settings: { SEARCH_ENDPOINT: search.endpoint },
    secrets: {},
    doors: doors(search.connections),
    permissions: [
      {
        actions: HTTP_ACTIONS,
        resources: [indexArn, `${indexArn}/*`],
      },
    ],
  };
}

/** Product media, to read, or to read and write. */
export function storageAccess({ media }: StorageConstruct, write: boolean): Access {
  const permissions: Permission[] = [
    { actions: ['s3:ListBucket'], resources: [media.bucketArn] },
    {
      actions: write
        ? ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject']
        : ['s3:GetObject'],
      resources: [media.arnForObjects('*')],
    },
  ];
  if (media.encryptionKey) {
    permissions.push(decrypt(media.encryptionKey));
    if (write) {
      permissions.push({ actions: ['kms:GenerateDataKey'], resources: [media.encryptionKey.keyArn] });
    }
  }
  return { settings: { BUCKET_NAME: media.bucketName }, secrets: {}, doors: [], permissions };
}

/** The groups behind the connections, each on the connections' own port; none for what has no port. */
function doors({ securityGroups, defaultPort }: ec2.Connections): Door[] {
  if (!defaultPort) {
    return [];
  }
  const rule: { readonly fromPort?: number } = defaultPort.toRuleJson();
  return securityGroups.map(({ securityGroupId }) => ({ securityGroupId, port: rule.fromPort ?? 0 }));
}
