import type { IConstruct } from 'constructs';
import type { ServiceEvents } from '../events/service-events';
import { refuse } from '../private/validation';
import { Capability } from './capability';

/** Rejects a service that publishes or hears events without the capability: it could not log in to the broker. */
export function requireMessaging(
  scope: IConstruct,
  capabilities: readonly Capability[] = [],
  events: ServiceEvents,
): void {
  const [prop] = Object.entries(events).find(([, value]) => value !== undefined) ?? [];
  if (prop !== undefined && !capabilities.includes(Capability.MESSAGING)) {
    throw refuse(scope, {
      prop,
      gotInWords: 'a value',
      allowed: 'left out for a service without the capability messaging',
      fix: 'Add `Capability.MESSAGING` to the capabilities of the service, or leave it out.',
    });
  }
}
