// Sentences about what is wrong with a deployed platform, each with what to do.

import { missingEngines } from '../emulator/engine-log.mjs';
import { FAILED } from './deployment.mjs';
import { engineFor } from './engines.mjs';
import { listed } from './isolation.mjs';
import { loginNotes } from './service-environment.mjs';

const UP = '`npx @org/ecommerce-local up`';
const DOWN = '`npx @org/ecommerce-local down`';

export const NO_EMULATOR = `No emulator answers: start it with ${UP}.`;
export const NO_PLATFORM = `The emulator has no platform: deploy one with ${UP}.`;
const IN_PROGRESS = 'The first deployment is in progress: a service is shown when its connection has been created.';

/** Returns the sentences, the most important ones first. */
export function problemsOf({ environments, environment, records, parts, deployment, secretArns, emulatorLog }) {
  return [
    ...stackProblems(deployment),
    ...platformProblems({ environments, environment, records, deployment }),
    ...endedEngines(parts),
    ...absentEngines(parts, emulatorLog),
    ...absentSecrets(records, secretArns),
    ...records.flatMap(loginNotes),
  ];
}

function platformProblems({ environments, environment, records, deployment }) {
  const names = listed(environments, 'and');
  const isBeingCreated = deployment.stacks.some(({ status }) => /^(REVIEW|CREATE)_IN_PROGRESS$/.test(status));
  if (environments.length === 0) return [isBeingCreated ? IN_PROGRESS : NO_PLATFORM];
  if (records.length === 0)
    return [`No platform of the environment ${environment} is deployed: there is one of ${names}.`];
  return environments.length > 1
    ? [`The emulator has platforms of the environments ${names}: this is ${environment}.`]
    : [];
}

function stackProblems({ stacks, failures }) {
  return stacks
    .filter(({ status }) => FAILED.test(status))
    .map(({ name, status }) => {
      const failure = failures.find(({ root }) => root === name);
      const why = failure ? `, because ${failure.resource} failed: ${failure.reason.replace(/\.$/, '')}` : '';
      return `The stack ${name} is ${status}${why}. Correct the app, and run ${UP} again.`;
    });
}

/** An index has the engine of its domain. */
const enginesOf = (parts) => [
  ...new Map(parts.filter(({ engine }) => engine).map((part) => [part.engine.resource, part])).values(),
];

function endedEngines(parts) {
  return enginesOf(parts)
    .filter(({ engine }) => !engine.running)
    .map(
      ({ engine, words }) =>
        `${engine.engine}, the engine of ${words}, has ended: its log tells why. ${UP} starts it again.`,
    );
}

function absentEngines(parts, emulatorLog) {
  const without = parts.filter(({ kind, engine, resource }) => resource && engineFor(kind) && !engine);
  const reasons = missingEngines(emulatorLog);
  return [...new Set(without.map(({ kind }) => engineFor(kind)))].map((name) => {
    const words = without.filter(({ kind }) => engineFor(kind) === name).map((part) => part.words);
    const reason = reasons.find((sentence) => sentence.startsWith(name));
    const remedy = reason ?? `To have it, run ${DOWN}, which deletes the data, and ${UP} with --engines.`;
    return `Nothing listens at the ${words.length > 1 ? 'endpoints' : 'endpoint'} of ${listed(words, 'and')}, because ${name} does not run. ${remedy}`;
  });
}

function absentSecrets(records, secretArns) {
  return records.flatMap(({ service, secrets, migration }) => {
    const references = [...Object.entries(secrets), ...Object.entries(migration?.secrets ?? {})];
    const absent = references.filter(([, { secretArn }]) => !secretArns.has(secretArn));
    return [...new Map(absent.map(([name, { secretArn }]) => [secretArn, name]))].map(
      ([secretArn, name]) =>
        `The secret ${secretArn} of ${service}, with ${name}, does not exist: run ${UP} again after you have removed what ` +
        'deleted it, or deploy the platform to a new emulator.',
    );
  });
}
