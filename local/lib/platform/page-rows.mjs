// Services and parts as the page shows them. Of a secret, it has the name alone.

import { connectCommands, runCommand } from './connect-commands.mjs';
import { sharedPartsOf, storeOf } from './parts.mjs';
import { secretName } from './secrets.mjs';

/** Returns a service with the ids of its parts, its settings, and references to its secrets. */
export function serviceOnPage(record, parts) {
  const { service, settings, secrets } = record;
  return {
    name: service,
    store: storeOf(record, parts)?.id ?? null,
    parts: sharedPartsOf(record, parts),
    settings: Object.entries(settings).map(([name, value]) => ({ name, value })),
    secrets: Object.entries(secrets).map(([name, { secretArn, field }]) => ({
      name,
      secret: secretName(secretArn),
      field: field ?? null,
    })),
    run: runCommand(service),
  };
}

/** Returns a part with the state of its resource and of its engine. A resource that no API lists has an unknown status. */
export function partOnPage(part, { endpoint, region, log }) {
  const { id, name, kind, shared, services, engine } = part;
  return {
    id,
    name,
    kind,
    shared,
    services,
    endpoint: part.endpoint,
    status: part.resource?.status ?? 'unknown',
    engine: engine
      ? {
          name: engine.engine,
          version: engine.version,
          requestedVersion: engine.requestedVersion,
          running: engine.running,
        }
      : null,
    connect: connectCommands(part, { endpoint, region }),
    log,
  };
}
