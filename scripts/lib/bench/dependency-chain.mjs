// Finds the chain of resources of a template that CloudFormation cannot create in parallel, and that takes longest.

import { creationMinutes } from './creation-times.mjs';

/** The longest chain, from its first resource to its last, and the resource that takes longest by itself. */
export function longestChain({ Resources }) {
  const chains = new Map();
  const chainTo = (id) => {
    if (!chains.has(id)) {
      const before = dependenciesOf(Resources, id).map(chainTo);
      const longest = before.reduce((one, other) => (other.minutes > one.minutes ? other : one), NONE);
      const minutes = longest.minutes + creationMinutes(Resources[id].Type);
      chains.set(id, { minutes, resources: [...longest.resources, { id, type: Resources[id].Type }] });
    }
    return chains.get(id);
  };
  const longest = Object.keys(Resources)
    .map(chainTo)
    .reduce((one, other) => (other.minutes > one.minutes ? other : one), NONE);
  const slowest = Object.values(Resources)
    .map(({ Type: type }) => ({ type, minutes: creationMinutes(type) }))
    .reduce((one, other) => (other.minutes > one.minutes ? other : one));
  return { ...longest, slowest };
}

const NONE = { minutes: 0, resources: [] };

/** The resources that a resource waits for: those that it names in DependsOn, and those that it refers to. */
function dependenciesOf(resources, id) {
  const { DependsOn = [], Properties } = resources[id];
  const named = [...[DependsOn].flat(), ...references(Properties)];
  return [...new Set(named)].filter((other) => other in resources && other !== id);
}

function references(value) {
  if (typeof value !== 'object' || value === null) return [];
  if (typeof value.Ref === 'string') return [value.Ref];
  if (value['Fn::GetAtt']) return [[value['Fn::GetAtt']].flat()[0].split('.')[0]];
  if (value['Fn::Sub']) return substituted(value['Fn::Sub']);
  return Object.values(value).flatMap(references);
}

function substituted(argument) {
  const [text, variables = {}] = [argument].flat();
  const names = [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, name]) => name);
  return [...names.filter((name) => !(name in variables)), ...references(variables)];
}
