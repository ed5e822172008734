import type { Asset, Assets } from '../assets';
import { ACCOUNT, covers, overlap, UNKNOWN } from '../templates/placeholders';
import { hasAction, reachingActions } from './actions';
import { type Caller, decide } from './conditions';
import type { Principal } from './principals';
import type { Statement } from './statements';

/** An action that a statement lets a principal take on an asset. */
export interface Access {
  readonly asset: Asset;
  readonly action: string;
  readonly probe: string;
  readonly statement: Statement;
  /** Whether the templates decide it; otherwise it may be that the principal has no access. */
  readonly isCertain: boolean;
}

/** Finds what the statements of a principal's policies let it do. A Deny and a permissions boundary take effect. */
export function accessesOf(principal: Principal, assets: Assets): Access[] {
  const denials = principal.statements.filter(({ isAllow }) => !isAllow);
  return principal.statements
    .filter(({ isAllow }) => isAllow)
    .flatMap((statement) => allowedBy(statement, callerOf(principal), assets))
    .filter(({ action, probe }) => !isDenied(denials, action, probe, callerOf(principal)))
    .filter(({ action, probe }) => isWithin(principal, action, probe));
}

export function callerOf({ arn, account }: Principal): Caller {
  return { arn, account: account === ACCOUNT ? undefined : account };
}

/** What a statement allows a principal, without regard to other statements. */
function allowedBy(statement: Statement, caller: Caller, assets: Assets): Access[] {
  const decision = decide(statement.conditions, caller);
  if (decision === false) {
    return [];
  }
  return servicesOf(statement, assets).flatMap((service) => {
    const actions = reachingActions(statement, service);
    return actions.length === 0
      ? []
      : assets.of(service).flatMap((asset) => {
          const probes = probesOf(statement, asset);
          return probes.flatMap(({ probe, isCertain }) =>
            actions.map((action) => ({
              ...{ asset, action, probe, statement },
              isCertain: isCertain && decision === true && !statement.actions.includes(UNKNOWN),
            })),
          );
        });
  });
}

/** The AWS services whose resources a statement can be for. */
function servicesOf({ actions, isNotAction }: Statement, assets: Assets): string[] {
  if (isNotAction || actions.some((action) => /^[^:]*[*?]/.test(action) || action.includes(UNKNOWN))) {
    return assets.services;
  }
  const prefixes = new Set(actions.map((action) => action.split(':')[0].toLowerCase()));
  return assets.services.filter((service) => prefixes.has(service) || (service === 'rds' && prefixes.has('rds-data')));
}

/** The ARNs of an asset that a statement is for. */
export function probesOf(
  { resources, isNotResource }: Statement,
  { probes }: Asset,
): { readonly probe: string; readonly isCertain: boolean }[] {
  if (isNotResource) {
    return probes
      .filter((probe) => !resources.some((pattern) => covers(pattern, probe)))
      .map((probe) => ({ probe, isCertain: true }));
  }
  return probes.flatMap((probe) => {
    const matching = resources.filter((pattern) => pattern === '*' || overlap(pattern, probe));
    return matching.length === 0 ? [] : [{ probe, isCertain: matching.some((pattern) => !pattern.includes(UNKNOWN)) }];
  });
}

/** Whether a Deny surely takes effect. */
export function isDenied(denials: Statement[], action: string, probe: string, caller: Caller): boolean {
  return denials.some(
    (denial) =>
      !denial.actions.some((pattern) => pattern.includes(UNKNOWN)) &&
      hasAction(denial, action) &&
      isFor(denial, probe) &&
      decide(denial.conditions, caller) === true,
  );
}

/** Whether a statement is surely for an ARN. */
function isFor({ resources, isNotResource }: Statement, probe: string): boolean {
  return isNotResource
    ? !resources.some((pattern) => overlap(pattern, probe))
    : resources.some((pattern) => !pattern.includes(UNKNOWN) && covers(pattern, probe));
}

/** Whether a statement may be for an ARN. */
export function mayBeFor({ resources, isNotResource }: Statement, arn: string): boolean {
  return isNotResource
    ? !resources.some((pattern) => covers(pattern, arn))
    : resources.some((pattern) => overlap(pattern, arn));
}

/** Whether the permissions boundary of a principal may allow an action. One that is not known bounds nothing. */
export function isWithin(principal: Principal, action: string, probe: string): boolean {
  const { boundary } = principal;
  return (
    boundary === undefined ||
    (boundary.some((statement) => statement.isAllow && hasAction(statement, action) && mayBeFor(statement, probe)) &&
      !isDenied(
        boundary.filter(({ isAllow }) => !isAllow),
        action,
        probe,
        callerOf(principal),
      ))
  );
}
