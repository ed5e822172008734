// Reads the settings and secrets of each service from its connection, a JSON object in a parameter of Systems Manager:
// `/<environment>/<service>/connection`.

const BATCH = 10; // the maximum of GetParameters

const CONNECTION = /^\/[^/]+\/(?<service>[^/]+)\/connection$/;

/**
 * Reads the connections among the named parameters, and returns each service as { service, settings, secrets, migration }:
 * the settings and secrets of the login for migrations, if the store has one.
 */
export async function readServiceRecords(ssm, parameterNames) {
  const names = parameterNames.filter((name) => CONNECTION.test(name));
  const records = [];
  for (let start = 0; start < names.length; start += BATCH) {
    const { Parameters } = await ssm.getParameters({ Names: names.slice(start, start + BATCH) });
    records.push(...(Parameters ?? []).map(serviceRecord));
  }
  return records.sort((one, other) => one.service.localeCompare(other.service));
}

/** Returns the settings of a service, and the ARNs and fields of its secrets, by name. */
function serviceRecord({ Name, Value }) {
  const { accesses } = JSON.parse(Value);
  return {
    service: CONNECTION.exec(Name).groups.service,
    settings: Object.assign({}, ...accesses.map(({ settings }) => settings)),
    secrets: Object.assign({}, ...accesses.map(({ secrets }) => secrets)),
    migration: accesses.find(({ migration }) => migration)?.migration,
  };
}

/** Returns the service whose settings are all in `environment`, or undefined. */
export function serviceOf(environment, serviceRecords) {
  return serviceRecords.find(({ settings }) => {
    const entries = Object.entries(settings);
    return entries.length > 0 && entries.every(([name, value]) => environment[name] === value);
  })?.service;
}
