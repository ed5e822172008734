import type { IConstruct } from 'constructs';
import { layered } from '../../private/layered';
import { refuse } from '../../private/validation';
import type { AlarmDefinition } from '../alarm-definition';
import type { AlarmOverride } from '../monitoring-options';
import { requireOverride } from './monitoring-rules';

/** The owner in the key of an override that applies to all owners. */
const ALL = '*';

/** The changes of alarms that a user wants. */
export class AlarmOverrides {
  /** The owners, and the ids of their alarms, also of those that an override removes. */
  private readonly known = new Map<string, Set<string>>();
  /** The first alarm of each id that has the threshold of all owners. */
  private readonly first = new Map<string, { readonly owner: string; readonly maxThreshold?: number }>();

  constructor(
    private readonly scope: IConstruct,
    private readonly overrides: Readonly<Record<string, AlarmOverride>> = {},
  ) {
    for (const [key, override] of Object.entries(overrides)) {
      requireKey(scope, key);
      requireOverride(scope, propOf(key), override);
    }
    scope.node.addValidation({ validate: () => this.validate() });
  }

  /** Registers an owner, which may have no alarms. */
  public addOwner(owner: string): void {
    this.known.set(owner, this.known.get(owner) ?? new Set());
  }

  /** Returns the changes of an alarm. */
  public of(owner: string, { alarmId, maxThreshold }: AlarmDefinition): AlarmOverride {
    this.addOwner(owner);
    this.known.get(owner)?.add(alarmId);
    const keys = [`${ALL}/${alarmId}`, `${owner}/${alarmId}`];
    for (const key of keys) {
      const threshold = this.overrides[key]?.threshold;
      if (threshold !== undefined && maxThreshold !== undefined && threshold > maxThreshold) {
        throw refuse(this.scope, {
          prop: `${propOf(key)}.threshold`,
          got: threshold,
          allowed: `at most ${maxThreshold}`,
          fix: `The metric of ${owner}/${alarmId} has no greater values: set a lower threshold, or remove it.`,
        });
      }
    }
    const changes = layered(NO_CHANGES, ...keys.map((key) => this.overrides[key]));
    if (changes.enabled !== false && this.overrides[`${owner}/${alarmId}`]?.threshold === undefined) {
      this.requireSameUnit(owner, alarmId, maxThreshold);
    }
    return changes;
  }

  /**
   * Rejects a threshold of all owners for alarms in different units, such as percent and bytes: some of them would always be
   * on, and others never. Their greatest thresholds tell the units apart.
   */
  private requireSameUnit(owner: string, alarmId: string, maxThreshold?: number): void {
    const key = `${ALL}/${alarmId}`;
    const threshold = this.overrides[key]?.threshold;
    const first = this.first.get(alarmId) ?? { owner, maxThreshold };
    this.first.set(alarmId, first);
    if (threshold !== undefined && first.maxThreshold !== maxThreshold) {
      throw refuse(this.scope, {
        prop: `${propOf(key)}.threshold`,
        got: threshold,
        allowed: `left out, because ${first.owner}/${alarmId} and ${owner}/${alarmId} have different units or limits`,
        fix: `Set the threshold of each owner, such as '${owner}/${alarmId}', in the unit of its metric.`,
      });
    }
  }

  /** The overrides of alarms that do not exist. Alarms may be added until the app is synthesized. */
  private validate(): string[] {
    return Object.keys(this.overrides).flatMap((key) => {
      const [owner, alarmId] = key.split('/');
      const ids = owner === ALL ? [...this.known.values()].flatMap((own) => [...own]) : this.known.get(owner);
      if (ids !== undefined && [...ids].includes(alarmId)) {
        return [];
      }
      const allowed =
        ids === undefined
          ? `one of an owner that exists: ${listOf(this.known.keys())}`
          : `one of an alarm that exists: ${listOf([...ids].map((id) => `${owner}/${id}`))}`;
      const fix = 'Correct the name, or remove the override with the alarm.';
      return [refuse(this.scope, { prop: 'overrides', got: key, allowed, fix }).message];
    });
  }
}

function listOf(names: Iterable<string>): string {
  return [...new Set(names)].sort().join(', ') || 'there is none';
}

function propOf(key: string): string {
  return `overrides['${key}']`;
}

function requireKey(scope: IConstruct, key: string): void {
  if (!/^[^/]+\/[^/]+$/.test(key)) {
    throw refuse(scope, {
      prop: 'overrides',
      got: key,
      allowed: 'by <owner>/<alarmId>, or by */<alarmId> for all owners',
      fix: 'Write the key as `orderservice/CpuHigh`, for example.',
    });
  }
}

/** All fields of an override. */
const NO_CHANGES: { [Field in keyof Required<AlarmOverride>]: AlarmOverride[Field] } = {
  enabled: undefined,
  muted: undefined,
  threshold: undefined,
  evaluationPeriods: undefined,
  datapointsToAlarm: undefined,
  severity: undefined,
  runbookUrl: undefined,
};
