// Reads the settings and secrets of each service from Systems Manager parameters: `/<environment>/<service>/settings/...`
// and `.../secrets/...`.

const BATCH = 10; // the maximum of GetParameters

const NAME = /^\/[^/]+\/(?<service>[^/]+)\/(?<kind>settings|secrets)\/(?<name>[^/]+)$/;

/** Reads the named parameters, and returns each service as { service, settings, secrets }. */
export async function readServiceParameters(ssm, parameterNames) {
  const serviceParameters = new Map();
  for (let start = 0; start < parameterNames.length; start += BATCH) {
    const { Parameters } = await ssm.getParameters({ Names: parameterNames.slice(start, start + BATCH) });
    for (const { Name, Value } of Parameters ?? []) {
      const found = NAME.exec(Name)?.groups;
      if (!found) continue; // the connection parameter for other apps
      const { service, kind, name } = found;
      if (!serviceParameters.has(service)) serviceParameters.set(service, { service, settings: {}, secrets: {} });
      serviceParameters.get(service)[kind][name] = Value;
    }
  }
  return [...serviceParameters.values()].sort((one, other) => one.service.localeCompare(other.service));
}

/** Returns the service whose settings are all in `environment`, or undefined. */
export function serviceOf(environment, serviceParameters) {
  return serviceParameters.find(({ settings }) => {
    const entries = Object.entries(settings);
    return entries.length > 0 && entries.every(([name, value]) => environment[name] === value);
  })?.service;
}
