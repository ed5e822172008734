// Finds the service or the shared part to which a resource belongs, from the path of its construct.

import { text } from './values.mjs';

/** The ids of the constructs of the platform. */
const PARTS = {
  Network: 'network',
  Cache: 'cache',
  Messaging: 'messaging',
  Search: 'search',
  Storage: 'storage',
  Backup: 'backup',
  Monitoring: 'operations',
  OperationsTopic: 'operations',
  Access: 'operations',
  Pause: 'operations',
  Database: 'database',
  Key: 'shared key',
};
const STORE = /\/(?:Database|ServiceBackups)\/([^/]+)\/./g;
/** A parameter that the platform writes for each service. */
const CONNECTION = /^\/[^/]+\/([^/_][^/]*)\/connection$/;

/** Returns a function that gives the owner of a resource. */
export function ownersOf(resources) {
  const services = new Set();
  for (const { path, type, properties } of resources) {
    for (const [, name] of path.matchAll(STORE)) services.add(name);
    const connection = type === 'AWS::SSM::Parameter' && CONNECTION.exec(text(properties.Name) ?? '');
    if (connection) services.add(connection[1]);
  }
  for (const name of [...services]) if (/^[A-Z]/.test(name)) services.delete(name); // a construct, such as the role that monitors
  return ({ path, stack }) => {
    const ids = path.split('/');
    const service = ids.find((id) => services.has(id));
    if (service) return service;
    const part = ids.find((id) => Object.hasOwn(PARTS, id));
    return part ? PARTS[part] : stack;
  };
}
