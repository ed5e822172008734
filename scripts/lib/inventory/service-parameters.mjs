// The settings and secrets of each service, in parameters of Systems Manager: `/<environment>/<service>/settings/...` and
// `.../secrets/...`.

const BATCH = 10; // GetParameters takes no more

const NAME = /^\/[^/]+\/(?<service>[^/]+)\/(?<kind>settings|secrets)\/(?<name>[^/]+)$/;

/** Each service as { service, settings, secrets }, by what Systems Manager answers for the parameters of these names. */
export async function readServiceParameters(ssm, parameterNames) {
  const serviceParameters = new Map();
  for (let start = 0; start < parameterNames.length; start += BATCH) {
    const { Parameters } = await ssm.getParameters({ Names: parameterNames.slice(start, start + BATCH) });
    for (const { Name, Value } of Parameters ?? []) {
      const found = NAME.exec(Name)?.groups;
      if (!found) continue; // the record for other apps
      const { service, kind, name } = found;
      if (!serviceParameters.has(service)) serviceParameters.set(service, { service, settings: {}, secrets: {} });
      serviceParameters.get(service)[kind][name] = Value;
    }
  }
  return [...serviceParameters.values()].sort((one, other) => one.service.localeCompare(other.service));
}

/** The service whose every setting is among `environment`, or undefined. */
export function serviceOf(environment, serviceParameters) {
  return serviceParameters.find(({ settings }) => {
    const entries = Object.entries(settings);
    return entries.length > 0 && entries.every(([name, value]) => environment[name] === value);
  })?.service;
}
