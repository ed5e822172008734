import type { IConstruct } from 'constructs';
import type { ServiceEvents } from '../events/service-events';
import { refuse } from '../private/validation';
import { Capability } from './capability';

/** The options of a service for the parts that it uses. */
export interface PartChoices {
  readonly events: ServiceEvents;
  readonly search?: object;
}

/** Rejects options for a part that a service does not use: they would have no effect. */
export function requireCapabilities(
  scope: IConstruct,
  capabilities: readonly Capability[] = [],
  { events, search }: PartChoices,
): void {
  requireCapability(scope, capabilities, Capability.MESSAGING, events);
  requireCapability(scope, capabilities, Capability.SEARCH, { search });
}

function requireCapability(
  scope: IConstruct,
  capabilities: readonly Capability[],
  capability: Capability,
  options: object,
): void {
  const [prop] = Object.entries(options).find(([, value]) => value !== undefined) ?? [];
  if (prop !== undefined && !capabilities.includes(capability)) {
    throw refuse(scope, {
      prop,
      gotInWords: 'a value',
      allowed: `left out for a service without the capability ${capability}`,
      fix: `Add \`Capability.${capability.toUpperCase()}\` to the capabilities of the service, or leave it out.`,
    });
  }
}
