import type { Finding, Rule } from './finding';
import type { Owner, Ownership } from './ownership';
import { fields, type Json, list } from './templates/json';
import { UNKNOWN } from './templates/placeholders';
import type { Resource, Templates } from './templates/templates';
import type { Values } from './templates/values';

/** A setting that opens a resource to anyone. */
interface Exposure {
  readonly rule: Rule;
  /** The setting, completing "its template sets". */
  readonly setting: string;
  /** Whether a resource has the setting; undefined if the templates do not tell. */
  readonly isOpen: (resource: Resource, flag: (value: Json) => boolean | undefined) => boolean | undefined;
}

const PUBLICLY: Exposure = {
  rule: 'Public',
  setting: 'PubliclyAccessible',
  isOpen: ({ properties }, flag) => flag(properties.PubliclyAccessible ?? false),
};

/** The settings by which a type of resource is open to anyone, or checks nobody's identity. */
const EXPOSURES: Readonly<Record<string, Exposure[]>> = {
  'AWS::RDS::DBInstance': [PUBLICLY],
  'AWS::RDS::DBCluster': [PUBLICLY],
  'AWS::AmazonMQ::Broker': [PUBLICLY],
  'AWS::ElastiCache::ReplicationGroup': [
    {
      rule: 'FineGrainedAccess',
      setting: 'neither users nor a token',
      isOpen: ({ properties }) => list(properties.UserGroupIds).length === 0 && properties.AuthToken === undefined,
    },
  ],
  'AWS::ElastiCache::User': [
    {
      rule: 'FineGrainedAccess',
      setting: 'a user without a password',
      isOpen: ({ properties }, flag) => {
        const { AccessString, AuthenticationMode, NoPasswordRequired } = properties;
        const isOff = typeof AccessString === 'string' && /(^|\s)off(\s|$)/.test(AccessString);
        const isWithout = fields(AuthenticationMode).Type === 'no-password-required';
        return !isOff && (isWithout || flag(NoPasswordRequired ?? false));
      },
    },
  ],
  'AWS::S3::Bucket': [
    {
      rule: 'Public',
      setting: 'no complete PublicAccessBlockConfiguration',
      isOpen: ({ properties }, flag) => {
        const block = fields(properties.PublicAccessBlockConfiguration);
        const flags = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
        const set = flags.map((name) => flag(block[name] ?? false));
        return set.includes(false) ? true : set.includes(undefined) ? undefined : false;
      },
    },
  ],
  'AWS::Lambda::Url': [
    {
      rule: 'Public',
      setting: 'AuthType NONE',
      isOpen: ({ properties: { AuthType } }) => (typeof AuthType === 'string' ? AuthType === 'NONE' : undefined),
    },
  ],
  'AWS::OpenSearchService::Domain': [
    {
      rule: 'Public',
      setting: 'no VPCOptions',
      isOpen: ({ properties }) => properties.VPCOptions === undefined,
    },
    {
      rule: 'FineGrainedAccess',
      setting: 'fine-grained access control off',
      isOpen: ({ properties }, flag) => not(flag(fields(properties.AdvancedSecurityOptions).Enabled ?? false)),
    },
    {
      rule: 'FineGrainedAccess',
      setting: 'anonymous access',
      isOpen: ({ properties }, flag) => flag(fields(properties.AdvancedSecurityOptions).AnonymousAuthEnabled ?? false),
    },
  ],
};

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** Finds stores, parts and resources of services that are open to anyone. */
export function judgeExposure(templates: Templates, values: Values, ownership: Ownership): Finding[] {
  return Object.entries(EXPOSURES).flatMap(([type, exposures]) =>
    templates.ofType(type).flatMap((resource) => {
      const owner = ownership.of(resource.construct);
      const flag = (value: Json): boolean | undefined => {
        const text = values.text(value, resource.template) ?? '';
        return text.includes(UNKNOWN) ? undefined : text === 'true';
      };
      return owner === undefined
        ? []
        : exposures.flatMap((exposure) => findingsOf(exposure, exposure.isOpen(resource, flag), resource, owner));
    }),
  );
}

function findingsOf(
  { rule, setting }: Exposure,
  isOpen: boolean | undefined,
  { path, construct }: Resource,
  { label }: Owner,
): Finding[] {
  const isKnown = isOpen !== undefined;
  return isOpen === false
    ? []
    : [
        {
          rule: isKnown ? rule : 'Unknown',
          subject: 'anyone',
          object: label,
          description: isKnown
            ? `Anyone reaches ${label} (${path}): its template sets ${setting}.`
            : `Anyone may reach ${label} (${path}): whether its template sets ${setting} is known only at deployment.`,
          fix: 'Remove the setting, so that only the service and its principals reach the resource.',
          construct,
          path,
        },
      ];
}
