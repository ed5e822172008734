import type { ServiceEvents } from './service-events';

/** Returns what a service does on the message broker, without the other properties of an object. */
export function eventsOf({ publishes, subscribes, brokerLogin }: ServiceEvents): ServiceEvents {
  return { publishes, subscribes, brokerLogin };
}
