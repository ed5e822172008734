import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isUnknown, refuse } from '../private/validation';
import type { Engine, Offer } from './engine-table';

/** The version, instance types and mode that are chosen for an engine. */
export interface EngineChoice {
  readonly version: string;
  /**
   * The prop that sets the version.
   * @default 'engineVersion'
   */
  readonly versionProp?: string;
  /** Instance types, by the prop that sets them. */
  readonly instanceTypes?: Readonly<Record<string, string>>;
  /** Deployment mode, if the engine's offers differ by mode. */
  readonly mode?: string;
  /** Whether to accept versions and instance types that the table does not list. */
  readonly allowUnlisted?: boolean;
}

/**
 * Rejects an unsupported version, an instance type that the version or the mode does not support, and unlisted values
 * unless they are allowed. Values that are not known yet pass: tokens and pending lookups.
 */
export function requireSupportedEngine(scope: IConstruct, engine: Engine, chosen: EngineChoice): void {
  const choice = { ...chosen, version: listedVersionOf(engine, chosen.version) };
  requireVersion(scope, engine, choice);
  for (const [prop, instanceType] of Object.entries(choice.instanceTypes ?? {})) {
    requireInstanceType(scope, engine, choice, { prop, instanceType });
  }
}

/**
 * Rejects a restore whose options do not name the engine version of the source: with the default version, a deployment
 * would upgrade the restored data or fail, and a later default would upgrade it again.
 */
export function requireVersionOfSource(
  scope: IConstruct,
  {
    restoreProp,
    versionProp,
    got,
  }: { readonly restoreProp: string; readonly versionProp: string; readonly got: unknown },
): void {
  if (got === undefined) {
    throw refuse(scope, {
      prop: versionProp,
      gotInWords: 'none',
      allowed: `set if \`${restoreProp}\` is set`,
      fix: 'Set the major version of the source: the default version could upgrade the restored data irreversibly.',
    });
  }
}

/** Fails synthesis if the engine requires automatic minor version upgrades and the resource disables them. */
export function requireMinorUpgrades(scope: IConstruct, engine: Engine, isEnabled: () => unknown): void {
  const validate = () => {
    const got = isEnabled();
    if (!engine.requiresMinorUpgrades || got === true || Token.isUnresolved(got)) {
      return [];
    }
    const fix = `AWS requires automatic minor version upgrades for ${engine.name}.`;
    return [refuse(scope, { prop: 'autoMinorVersionUpgrade', got, allowed: 'true', fix }).message];
  };
  scope.node.addValidation({ validate });
}

function requireVersion(scope: IConstruct, engine: Engine, choice: EngineChoice): void {
  const { version, versionProp: prop = 'engineVersion' } = choice;
  const versions = listedVersions(engine);
  if (isUnknown(version) || versions.includes(version)) {
    return;
  }
  const refusal = { prop, got: version, allowed: `one of ${versions.join(', ')}` };
  if (engine.unsupported.some((unsupported) => isWithin(version, unsupported))) {
    throw refuse(scope, {
      ...refusal,
      fix:
        `Standard support of ${engine.name} ${version} has ended, or AWS no longer creates it: ` +
        'choose a supported version.',
    });
  }
  if (choice.allowUnlisted) {
    return;
  }
  const listed = versions.find((candidate) => isWithin(version, candidate));
  const why = listed
    ? `Set only ${listed}: AWS upgrades minor versions automatically, and a later deployment would fail as a downgrade.`
    : `The library does not know ${engine.name} ${version}.`;
  throw refuse(scope, { ...refusal, fix: `${why} ${OVERRIDE}` });
}

function requireInstanceType(
  scope: IConstruct,
  engine: Engine,
  choice: EngineChoice,
  { prop, instanceType }: { readonly prop: string; readonly instanceType: string },
): void {
  if (isUnknown(instanceType)) {
    return;
  }
  const known = listedVersions(engine).includes(choice.version);
  const offers = engine.offers.filter(
    (offer) => (!known || offer.versions.includes(choice.version)) && isInMode(offer, choice.mode),
  );
  const type = familyAndSize(engine, instanceType);
  if (type && offers.some((offer) => includesType(offer, type))) {
    return;
  }
  const unlisted = type !== undefined && !knownFamilies(engine).includes(type.family);
  if (unlisted && choice.allowUnlisted) {
    return;
  }
  throw refuse(scope, {
    prop,
    got: instanceType,
    allowed: `a type for ${titleOf(engine, known ? [choice.version] : [], choice.mode)}: ${namesOf(engine, offers)}`,
    fix: unlisted
      ? `The library does not know ${type.family} types of ${engine.name}. ${OVERRIDE}`
      : reasonOfRejection(engine, type, instanceType),
  });
}

/** An instance type without the service's prefix or suffix. */
interface InstanceType {
  readonly family: string;
  readonly size: string;
}

function familyAndSize(engine: Engine, instanceType: string): InstanceType | undefined {
  const [prefix, suffix] = engine.instanceType.split('*');
  if (!instanceType.startsWith(prefix) || !instanceType.endsWith(suffix)) {
    return undefined;
  }
  const match = /^([a-z0-9]+)\.([a-z0-9]+)$/.exec(
    instanceType.slice(prefix.length, instanceType.length - suffix.length),
  );
  return match ? { family: match[1], size: match[2] } : undefined;
}

function isInMode(offer: Offer, mode: string | undefined): boolean {
  return mode === undefined || isUnknown(mode) || offer.mode === undefined || offer.mode === mode;
}

function includesType(offer: Offer, { family, size }: InstanceType): boolean {
  const isLargeOrMore = /^(large|\d*xlarge)$/.test(size);
  return (isLargeOrMore && offer.families.includes(family)) || (offer.types ?? []).includes(`${family}.${size}`);
}

function knownFamilies(engine: Engine): string[] {
  const offered = engine.offers.flatMap(({ families, types = [] }) => [
    ...families,
    ...types.map((type) => type.split('.')[0]),
  ]);
  return [...offered, ...(engine.unsupportedFamilies ?? []).flatMap(({ families }) => families)];
}

function reasonOfRejection(engine: Engine, type: InstanceType | undefined, instanceType: string): string {
  if (!type) {
    return `Use the format of ${engine.instanceType.replace('*', `${engine.offers[0].families[0]}.large`)}.`;
  }
  const unsupported = engine.unsupportedFamilies?.find(({ families }) => families.includes(type.family));
  if (unsupported) {
    return `${type.family} types ${unsupported.reason}.`;
  }
  const supporting = engine.offers.filter((offer) => includesType(offer, type));
  const titles = supporting.map(({ versions, mode }) => titleOf(engine, versions, mode));
  return titles.length > 0
    ? `${instanceType} is supported by ${titles.join(', ')}.`
    : `No version of ${engine.name} supports ${instanceType}.`;
}

/** The engine with its versions and its mode, if they are known. */
function titleOf(engine: Engine, versions: readonly string[], mode?: string): string {
  const title = `${engine.name} ${versions.join(' or ')}`.trim();
  return mode === undefined || isUnknown(mode) ? title : `${title} (${mode})`;
}

function namesOf(engine: Engine, offers: Offer[]): string {
  const types = distinct(offers.flatMap((offer) => offer.types ?? []));
  const families = distinct(offers.flatMap((offer) => offer.families));
  const large = `large and larger sizes of ${families.join(', ')}`;
  return types.length > 0
    ? `${types.map((type) => engine.instanceType.replace('*', type)).join(', ')}, or ${large}`
    : large;
}

function listedVersions(engine: Engine): string[] {
  return distinct(engine.offers.flatMap(({ versions }) => versions));
}

/** The listed version of which a version in three parts is a patch, or the version itself. */
function listedVersionOf(engine: Engine, version: string): string {
  const [release] = /^\d+\.\d+\.(?=\d+$)/.exec(version) ?? [];
  const isPatch = engine.acceptsPatches && release !== undefined;
  return (isPatch && listedVersions(engine).find((listed) => listed.startsWith(release))) || version;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Whether a version equals another or is within it: 3.9.16 is within 3.9. */
function isWithin(version: string, other: string): boolean {
  return version === other || version.startsWith(`${other}.`);
}

const OVERRIDE = 'If AWS offers it, set `allowUnlisted` to true.';
