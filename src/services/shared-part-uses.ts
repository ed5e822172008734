import { NestedStack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type AccessData, accessData } from '../access/access-data';
import { Capability } from '../access/capability';
import { eventsOf, type ServiceEvents } from '../access/service-events';
import type { ISharedPart } from '../access/shared-part';
import { plainText } from '../naming/texts';
import { refuse } from '../private/validation';
import type { MicroserviceProps } from './microservice-props';

/** A capability of a service, and the shared part that has it. */
export interface SharedPartUse {
  readonly capability: Capability;
  readonly part: ISharedPart;
}

/** Finds the shared part of each capability. */
export function findUses(
  scope: Construct,
  { serviceName, capabilities = [], sharedParts = [], ...others }: MicroserviceProps,
): SharedPartUse[] {
  requireMessaging(scope, capabilities, others);
  return capabilities.map((capability) => {
    const part = sharedParts.find((candidate) => candidate.capabilities.includes(capability));
    if (part === undefined) {
      throw refuse(scope, {
        prop: 'sharedParts',
        gotInWords: 'none with this capability',
        allowed: `parts that include one with the capability ${capability}, which ${serviceName} has`,
        fix: `Add the part to \`sharedParts\`, or remove the capability from ${serviceName}.`,
      });
    }
    return { capability, part };
  });
}

/** Returns the access of a service to a shared part, which can create a login of the service. */
export function accessTo(scope: Construct, { capability, part }: SharedPartUse, props: MicroserviceProps): AccessData {
  const access = part.accessFor({
    serviceName: props.serviceName,
    capability,
    events: eventsOf(props),
    _sharedLogins: props.sharedLogins,
    _loginScope: () => loginScope(scope, props),
  });
  return { ...accessData(scope, access), capability };
}

/** The construct with the logins of a service: a nested stack, because the stack of a platform has no room for them. */
function loginScope(scope: Construct, { serviceName, _nestLogins: nested = false }: MicroserviceProps): Construct {
  const existing = scope.node.tryFindChild('Logins');
  if (Construct.isConstruct(existing)) {
    return existing;
  }
  const description = `Logins of ${plainText(serviceName)} to shared parts`;
  return nested ? new NestedStack(scope, 'Logins', { description }) : new Construct(scope, 'Logins');
}

/** A service that publishes or hears events without the capability could not log in to the broker. */
function requireMessaging(scope: Construct, capabilities: readonly Capability[], events: ServiceEvents): void {
  const [prop] = Object.entries(eventsOf(events)).find(([, value]) => value !== undefined) ?? [];
  if (prop !== undefined && !capabilities.includes(Capability.MESSAGING)) {
    throw refuse(scope, {
      prop,
      gotInWords: 'a value',
      allowed: 'left out for a service without the capability messaging',
      fix: 'Add `Capability.MESSAGING` to the capabilities of the service, or leave it out.',
    });
  }
}
