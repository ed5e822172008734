import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import type { Engine, Offer } from './engine-table';

/** What of an engine must go together. */
export interface EngineChoice {
  readonly version: string;
  /**
   * The user's prop for the version.
   * @default 'engineVersion'
   */
  readonly versionProp?: string;
  /** Instance types by the user's prop. */
  readonly instanceTypes?: Readonly<Record<string, string>>;
  /** The mode, where the table tells modes apart. */
  readonly mode?: string;
  /** Whether what the table does not know is taken at its word. */
  readonly allowUnlisted?: boolean;
}

/**
 * Refuses a version that has ended and an instance type that the version or the mode does not have; and what the table
 * does not know, unless that is allowed. Tokens are known only at deployment and pass.
 */
export function requireLegalEngine(scope: IConstruct, engine: Engine, choice: EngineChoice): void {
  requireVersion(scope, engine, choice);
  for (const [prop, instanceType] of Object.entries(choice.instanceTypes ?? {})) {
    requireInstanceType(scope, engine, choice, { prop, instanceType });
  }
}

/** Fails synthesis where minor upgrades, which the engine does not do without, were switched off on the resource. */
export function requireMinorUpgrades(scope: IConstruct, engine: Engine, isOn: () => unknown): void {
  const validate = () => {
    const got = isOn();
    if (!engine.requiresMinorUpgrades || got === true || Token.isUnresolved(got)) {
      return [];
    }
    const fix = `AWS creates ${engine.name} in no other way.`;
    return [refuse(scope, { prop: 'autoMinorVersionUpgrade', got, allowed: 'true', fix }).message];
  };
  scope.node.addValidation({ validate });
}

function requireVersion(scope: IConstruct, engine: Engine, choice: EngineChoice): void {
  const { version, versionProp: prop = 'engineVersion' } = choice;
  const versions = listedVersions(engine);
  if (Token.isUnresolved(version) || versions.includes(version)) {
    return;
  }
  const refusal = { prop, got: version, allowed: `one of ${versions.join(', ')}` };
  if (engine.ended.some((ended) => isWithin(version, ended))) {
    throw refuse(scope, {
      ...refusal,
      fix: `${engine.name} ${version} has ended: choose one that AWS still creates and supports.`,
    });
  }
  if (choice.allowUnlisted) {
    return;
  }
  const listed = versions.find((candidate) => isWithin(version, candidate));
  const why = listed
    ? `Give ${listed} alone: AWS upgrades within it by itself, and a later deployment would fail as a downgrade.`
    : `The library does not know ${engine.name} ${version}.`;
  throw refuse(scope, { ...refusal, fix: `${why} ${OVERRIDE}` });
}

function requireInstanceType(
  scope: IConstruct,
  engine: Engine,
  choice: EngineChoice,
  { prop, instanceType }: { readonly prop: string; readonly instanceType: string },
): void {
  if (Token.isUnresolved(instanceType)) {
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
      : whyRefused(engine, type, instanceType),
  });
}

/** An instance type without what its service writes around it. */
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
  return mode === undefined || Token.isUnresolved(mode) || offer.mode === undefined || offer.mode === mode;
}

function includesType(offer: Offer, { family, size }: InstanceType): boolean {
  const fromLargeUp = /^(large|\d*xlarge)$/.test(size);
  return (fromLargeUp && offer.families.includes(family)) || (offer.types ?? []).includes(`${family}.${size}`);
}

function knownFamilies(engine: Engine): string[] {
  const offered = engine.offers.flatMap(({ families, types = [] }) => [
    ...families,
    ...types.map((type) => type.split('.')[0]),
  ]);
  return [...offered, ...(engine.refused ?? []).flatMap(({ families }) => families)];
}

function whyRefused(engine: Engine, type: InstanceType | undefined, instanceType: string): string {
  if (!type) {
    return `Write it like ${engine.instanceType.replace('*', `${engine.offers[0].families[0]}.large`)}.`;
  }
  const refused = engine.refused?.find(({ families }) => families.includes(type.family));
  if (refused) {
    return `${type.family} types ${refused.because}.`;
  }
  const elsewhere = engine.offers.filter((offer) => includesType(offer, type));
  return elsewhere.length > 0
    ? `${instanceType} goes with ${elsewhere.map(({ versions, mode }) => titleOf(engine, versions, mode)).join(', ')}.`
    : `No ${engine.name} goes with ${instanceType}.`;
}

/** The engine with its versions and its mode, as far as they are known. */
function titleOf(engine: Engine, versions: readonly string[], mode?: string): string {
  const title = `${engine.name} ${versions.join(' or ')}`.trim();
  return mode === undefined || Token.isUnresolved(mode) ? title : `${title} (${mode})`;
}

function namesOf(engine: Engine, offers: Offer[]): string {
  const types = distinct(offers.flatMap((offer) => offer.types ?? []));
  const families = distinct(offers.flatMap((offer) => offer.families));
  const large = `large and more of ${families.join(', ')}`;
  return types.length > 0
    ? `${types.map((type) => engine.instanceType.replace('*', type)).join(', ')}, or ${large}`
    : large;
}

function listedVersions(engine: Engine): string[] {
  return distinct(engine.offers.flatMap(({ versions }) => versions));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Whether a version is another, or a part of it: 3.9.16 is within 3.9. */
function isWithin(version: string, other: string): boolean {
  return version === other || version.startsWith(`${other}.`);
}

const OVERRIDE = 'Where AWS offers it, set `allowUnlisted` to true.';
