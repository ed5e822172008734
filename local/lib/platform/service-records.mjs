// Reads the records of services. The record of a service is its connection, a JSON object in a parameter of Systems Manager,
// `/<environment>/<service>/connection`: the settings and secrets of its store and of the shared parts that it uses.

import { allPages } from '../aws/clients.mjs';

const BATCH = 10; // the maximum of GetParameters

const CONNECTION = /^\/(?<environment>[^/]+)\/(?<service>[^/]+)\/connection$/;

/**
 * Reads the connections among the named parameters, and returns each service as { service, settings, secrets, migration }:
 * the settings and secrets of the login for migrations, if the store has one.
 */
export async function readServiceRecords(ssm, parameterNames) {
  const records = await readRecords(ssm, parameterNames);
  return records.map(({ service, settings, secrets, migration }) => ({ service, settings, secrets, migration }));
}

/**
 * Returns the records of every environment, by service: those of `readServiceRecords` with `environment`, and with the
 * accesses, the security groups, the VPC, the account and the region of the parameter.
 */
export async function allServiceRecords(ssm) {
  const parameters = await allPages(
    (NextToken) => ssm.describeParameters({ MaxResults: 50, NextToken }),
    (page) => page.Parameters,
  );
  return readRecords(
    ssm,
    parameters.map(({ Name }) => Name),
  );
}

async function readRecords(ssm, parameterNames) {
  const names = parameterNames.filter((name) => CONNECTION.test(name));
  const batches = Array.from({ length: Math.ceil(names.length / BATCH) }, (_, index) =>
    names.slice(index * BATCH, (index + 1) * BATCH),
  );
  const pages = await Promise.all(batches.map((Names) => ssm.getParameters({ Names })));
  const records = pages.flatMap(({ Parameters }) => (Parameters ?? []).flatMap(serviceRecord));
  return records.sort((one, other) => one.service.localeCompare(other.service));
}

/** Returns the record of a service in a list, which is empty for a parameter of another program with such a name. */
function serviceRecord({ Name, Value }) {
  const record = parsed(Value);
  if (!Array.isArray(record?.accesses)) return [];
  const { environment, service } = CONNECTION.exec(Name).groups;
  const { accesses, securityGroupIds = [], vpcId, account, region } = record;
  return [
    {
      environment,
      service,
      settings: Object.assign({}, ...accesses.map(({ settings }) => settings)),
      secrets: Object.assign({}, ...accesses.map(({ secrets }) => secrets)),
      migration: accesses.find(({ migration }) => migration)?.migration,
      accesses,
      securityGroupIds,
      vpcId,
      account,
      region,
    },
  ];
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the service whose settings are all in `environment`, or undefined. */
export function serviceOf(environment, serviceRecords) {
  return serviceRecords.find(({ settings }) => {
    const entries = Object.entries(settings);
    return entries.length > 0 && entries.every(([name, value]) => environment[name] === value);
  })?.service;
}
