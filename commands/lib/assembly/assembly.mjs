// Reads the stacks of a cloud assembly, which `cdk synth` writes to cdk.out.

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from '../../../local/lib/cli/failure.mjs';

const STACK = 'aws:cloudformation:stack';
const NESTED = 'AWS::CloudFormation::Stack';

/** Returns the stacks: each with its name, its region and account if they are known, and the resources with those of nested stacks. */
export function readAssembly(folder) {
  const stacks = stacksIn(folder);
  if (stacks.length === 0) throw new Failure(`The assembly ${folder} has no stack.`);
  return stacks;
}

function stacksIn(folder) {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) {
    throw new Failure(`${folder} is not a cloud assembly: run \`npx cdk synth\` first, or name its folder.`);
  }
  const { artifacts = {} } = readJson(path);
  return Object.entries(artifacts).flatMap(([id, { type, environment, properties }]) => {
    // An assembly of a stage is a folder of its own.
    if (type === 'cdk:cloud-assembly') return stacksIn(join(folder, properties.directoryName));
    if (type !== STACK) return [];
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
    return {
      name: properties.stackName ?? id,
      account: account === 'unknown-account' ? undefined : account,
      region: region === 'unknown-region' ? undefined : region,
      bootstrap: {
        parameter: properties.bootstrapStackVersionSsmParameter,
        version: properties.requiresBootstrapStackVersion,
      },
      resources: resourcesIn(folder, properties.templateFile, properties.stackName ?? id),
    };
  });
}

function resourcesIn(folder, file, stack, parent, outer = false) {
  const { Resources = {} } = readJson(join(folder, basename(file)));
  return Object.entries(Resources).flatMap(([id, { Type, Properties = {}, Metadata = {}, Condition }]) => {
    const path = Metadata['aws:cdk:path'] ?? id;
    const isConditional = outer || Condition !== undefined;
    const resource = { id, stack, parent, type: Type, properties: Properties, path, isConditional };
    const nested = Type === NESTED ? Metadata['aws:asset:path'] : undefined;
    return nested
      ? [resource, ...resourcesIn(folder, nested, stack, [...(parent ?? []), id], isConditional)]
      : [resource];
  });
}

function readJson(path) {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8'));
    if (value?.constructor !== Object) throw new SyntaxError('it has no JSON object');
    return value;
  } catch (error) {
    if (error.code && error.code !== 'ENOENT') throw error;
    throw new Failure(`${path} cannot be read: run \`npx cdk synth\` again (${error.message}).`);
  }
}

/** Returns the one region of stacks, or of those in `wanted`, and the stacks to read; the region may be unknown. */
export function inOneRegion(stacks, wanted) {
  const regions = [...new Set(stacks.flatMap(({ region }) => region ?? []))];
  if (!wanted && regions.length > 1) {
    throw new Failure(`The stacks are in several regions (${regions.join(', ')}): choose one with --region.`);
  }
  if (wanted && regions.length > 0 && !regions.includes(wanted)) {
    throw new Failure(`No stack is in ${wanted}: the stacks are in ${regions.join(', ')}.`);
  }
  const region = wanted ?? regions[0];
  const chosen = stacks.filter((stack) => stack.region === undefined || stack.region === region);
  return { region, stacks: chosen, others: stacks.filter((stack) => !chosen.includes(stack)) };
}
