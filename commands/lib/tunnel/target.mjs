// The targets of tunnels: the construct of the access writes a parameter for each.

import { Failure } from '../../../local/lib/cli/failure.mjs';

const FIELDS = ['cluster', 'service', 'document', 'host', 'port'];

const folderOf = (environment) => `/${environment}/_platform/access`;

/** Returns the settings of a target. */
export async function readTarget(aws, environment, target) {
  const name = `${folderOf(environment)}/${target}`;
  let answer;
  try {
    answer = await aws.call('ssm', 'get-parameter', ['--name', name]);
  } catch (error) {
    // The policy of a person has the parameters of their targets alone: AWS denies all others, also those that do not exist.
    if (error.denied) {
      throw new Failure(
        `The credentials may not call \`aws ssm get-parameter\` for ${name}: correct the target or --environment, or ask for the policy of the target.`,
      );
    }
    if (error.code !== 'ParameterNotFound') throw error;
    throw await unknownTarget(aws, environment, target);
  }
  return parsed(name, answer.Parameter.Value);
}

function parsed(name, value) {
  try {
    const target = JSON.parse(value);
    if (FIELDS.every((field) => target[field])) return target;
  } catch {
    // The sentence below says it.
  }
  throw new Failure(`The parameter ${name} does not describe a target: deploy the platform again.`);
}

async function unknownTarget(aws, environment, target) {
  const targets = await listTargets(aws, environment).catch((error) => {
    if (error.denied) return undefined; // the policy of a person does not allow to list
    throw error;
  });
  if (targets === undefined) return new Failure(`There is no target ${target} in ${environment}: correct the name.`);
  if (targets.length === 0) {
    return new Failure(
      `The environment ${environment} has no access for people: deploy it with the prop \`access\`, or correct --environment.`,
    );
  }
  return new Failure(`There is no target ${target} in ${environment}: the targets are ${targets.join(', ')}.`);
}

/** Returns the names of the targets of an environment. */
export async function listTargets(aws, environment) {
  const folder = folderOf(environment);
  const { Parameters = [] } = await aws.call('ssm', 'get-parameters-by-path', ['--path', folder]);
  return Parameters.map(({ Name }) => Name.slice(folder.length + 1)).sort();
}
