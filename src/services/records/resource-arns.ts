import { SEARCH_ROLE_PATH } from '../../access/known-access';

/** The account and the region of a platform. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Whether a text is the ARN of one resource of an AWS service in the place, or of everything below that resource. */
export function isOwnResource(arn: string, service: string, place: Place): boolean {
  const owner = service === 'sts' ? 'iam' : service; // roles are resources of IAM, and STS gives their credentials
  const pattern = PATTERNS[owner];
  const parts = split(arn);
  return pattern?.test(parts?.resource ?? '') === true && parts?.service === owner && isIn(parts, place);
}

/** Whether the user or the role in an ARN is one that the service logs in with, whose name it contains. */
export function isLoginOf(serviceName: string, arn: string): boolean {
  const { service, resource = '' } = split(arn) ?? {};
  switch (service) {
    case 'rds-db':
      return [serviceName, `${serviceName}_migrator`].includes(resource.split('/').at(-1) ?? '');
    case 'iam':
      return resource.startsWith(`role${SEARCH_ROLE_PATH}${serviceName}/`);
    default:
      return true;
  }
}

/**
 * Whether a text is the ARN of one resource in the place, whatever its service, or of everything below that resource. The
 * part before the wildcard must name the resource, and not only its type, such as `table`.
 */
export function isOneResource(arn: string, place: Place): boolean {
  const parts = split(arn);
  if (parts === undefined || !isIn(parts, place)) {
    return false;
  }
  const [, exact, wildcard] = /^([^*?]+?)([/:]\*)?$/.exec(parts.resource) ?? [];
  return exact !== undefined && (wildcard === undefined || parts.service === 's3' || /[^/:][/:][^/:]/.test(exact));
}

/** The resources of the kinds of store and the parts that the library creates. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  dynamodb: /^table\/[\w.-]+(\/index\/\*)?$/,
  elasticache: /^(replicationgroup|user):[\w-]+$/,
  es: /^domain\/[\w-]+\/(?!_)[\w.-]+(\/\*)?$/, // no index starts with _, as _all does, which stands for all indexes
  iam: /^role\/search\/[a-z][a-z0-9_-]*\/[\w+=,.@-]+$/,
  kms: /^key\/[\w-]+$/,
  'rds-db': /^dbuser:[\w-]+\/[a-z]\w*$/,
  s3: /^[a-z0-9][a-z0-9.-]+(\/\*)?$/,
  secretsmanager: /^secret:[\w/+=.@!-]+$/,
};

interface Arn extends Place {
  readonly service: string;
  readonly resource: string;
}

function split(arn: string): Arn | undefined {
  const [, service, region, account, resource] = /^arn:aws[a-z-]*:([a-z0-9-]+):([^:]*):([^:]*):(.+)$/.exec(arn) ?? [];
  return resource === undefined ? undefined : { service, region, account, resource };
}

/** Whether an ARN is in the place. That of a global resource names no region, and that of a bucket no account. */
function isIn({ service, region, account }: Arn, place: Place): boolean {
  return [place.region, ''].includes(region) && (account === place.account || (service === 's3' && account === ''));
}
