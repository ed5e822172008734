import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Capability } from '../access/capability';
import type { ISharedPart } from '../access/shared-part';
import type { ServiceDefinition } from '../catalogue/service-catalogue';
import { eventsOf } from '../events/events-of';
import type { ServiceEvents } from '../events/service-events';
import type { MicroserviceProps } from '../services/microservice-props';
import type { EcommercePlatformProps, PartOptions } from './platform-props';

/** The prop of the platform that configures the part behind each capability. */
const PROPS: Record<Capability, keyof EcommercePlatformProps> = {
  [Capability.CACHE]: 'cache',
  [Capability.MESSAGING]: 'messaging',
  [Capability.SEARCH]: 'search',
  [Capability.STORAGE]: 'storage',
  [Capability.STORAGE_READ]: 'storage',
};

/** Whether the platform has a part. */
export function isEnabled(options?: PartOptions): boolean {
  return options?.enabled ?? true;
}

/** Returns what a service uses of the parts that the platform has. */
export function servedUses(
  { capabilities = [], search, ...events }: ServiceDefinition,
  parts: ISharedPart[],
): Pick<MicroserviceProps, keyof ServiceEvents | 'capabilities' | 'search'> {
  return {
    capabilities: capabilities.filter((capability) => isServed(capability, parts)),
    ...(isServed(Capability.MESSAGING, parts) && eventsOf(events)),
    ...(isServed(Capability.SEARCH, parts) && { search }),
  };
}

/** Whether one of the parts has the capability. */
function isServed(capability: Capability, parts: ISharedPart[]): boolean {
  return parts.some(({ capabilities }) => capabilities.includes(capability));
}

/** Warns of each disabled part that services have a capability for: they lose the capability. */
export function warnOfDisabledParts(scope: IConstruct, services: ServiceDefinition[], parts: ISharedPart[]): void {
  const losses = new Map<string, string[]>();
  for (const { name, capabilities = [] } of services) {
    for (const capability of capabilities.filter((it) => !isServed(it, parts))) {
      const prop = PROPS[capability];
      losses.set(prop, [...(losses.get(prop) ?? []), `${name} (${capability})`]);
    }
  }
  for (const [prop, affected] of losses) {
    Annotations.of(scope).addWarningV2(
      `@org/ecommerce-constructs:${prop}Disabled`,
      `\`${prop}\` is disabled, so these services lose a capability: ${affected.join(', ')}. Their workloads get no ` +
        `access to the part. Enable \`${prop}\`, or pass a \`catalogue\` whose services do not have the capability.`,
    );
  }
}
