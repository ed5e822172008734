import type { IConstruct } from 'constructs';
import { digest, stackPath } from './stack-path';

/** Makes a construct the platform of the constructs in it: their physical names contain its path. */
export function namesContents(platform: IConstruct): void {
  PLATFORMS.add(platform);
}

/**
 * The physical name of a resource of a service: `<service>-<platform>-<digest>`, as people on call read it.
 *
 * It is made from the path of the platform in its stack, the name of the service and the kind of resource, so that the
 * store of a service keeps its name wherever the library creates it.
 */
export function serviceResourceName(scope: IConstruct, resource: ServiceResource): string {
  const { serviceName, kind, maxLength, variant } = resource;
  const platform = stackPath(platformOf(scope));
  return compose(serviceName, platform, digest([platform, serviceName, kind, variant ?? null]), maxLength);
}

/** A resource of a service. */
export interface ServiceResource {
  readonly serviceName: string;
  /** The kind of resource: a service can have one resource of each kind. */
  readonly kind: string;
  /** What tells the resource from the one that it replaces, for example the snapshot that it is restored from. */
  readonly variant?: unknown;
  readonly maxLength: number;
}

/**
 * The physical name of a resource that is not of one service, such as the broker: `<part>-<platform>-<digest>`.
 *
 * It is made from the path of the construct in its stack, so that a platform can contain several constructs of a kind. A
 * part without a platform has its own path, in which an id such as `Search` would only repeat the part.
 */
export function partName(scope: IConstruct, part: string, maxLength: number): string {
  const platform = platformOf(scope);
  const path = stackPath(platform);
  const repeatsPart = platform === scope && `${part}-`.startsWith(`${hyphenated(scope.node.id, maxLength)}-`);
  return compose(part, repeatsPart ? path.slice(0, -1) : path, digest([stackPath(scope), part]), maxLength);
}

/** The outermost platform around the construct; the construct itself if it has none. */
function platformOf(scope: IConstruct): IConstruct {
  return scope.node.scopes.find((candidate) => PLATFORMS.has(candidate)) ?? scope;
}

/** Joins the parts of a name in lower case, as AWS returns names. Only the platform is shortened, if that suffices. */
function compose(name: string, platform: string[], unique: string, maxLength: number): string {
  const first = hyphenated(name, maxLength - unique.length - 1);
  const second = hyphenated(platform.join('-'), maxLength - unique.length - first.length - 2);
  return [first, second, unique].filter((part) => part !== '').join('-');
}

/** Lower-case letters and digits, separated by single hyphens: RDS and ElastiCache reject two hyphens in a row. */
function hyphenated(text: string, maxLength: number): string {
  const words = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '');
  return words.slice(0, Math.max(maxLength, 0)).replace(/-$/, '');
}

const PLATFORMS = new WeakSet<IConstruct>();

/** The length of a `Name` tag that fits the columns of the console; AWS allows 256 characters. */
export const MAX_NAME_TAG = 63;
