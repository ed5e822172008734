// Makes one template of a stack and its nested stacks, so that they can be compared whatever their parameters are called.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const STACK = 'AWS::CloudFormation::Stack';

/** Returns the template of a stack in an assembly, with the resources of its nested stacks beside the nested stacks. */
export function flattened(folder, stack) {
  const { files } = readJson(join(folder, `${stack}.assets.json`));
  return withNestedStacks(
    `${stack}.template.json`,
    (url) => {
      const [, hash] = /([0-9a-f]{64})\.json/.exec(JSON.stringify(url));
      return files[hash].source.path;
    },
    folder,
  );
}

function withNestedStacks(file, fileOf, folder) {
  const template = readJson(join(folder, file));
  const Resources = {};
  const outputs = new Map();
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (resource.Type !== STACK) {
      Resources[id] = resource;
      continue;
    }
    const { Parameters = {}, TemplateURL } = resource.Properties;
    const nested = withNestedStacks(fileOf(TemplateURL), fileOf, folder);
    Resources[id] = { ...resource, Properties: {} };
    for (const [name, inner] of Object.entries(nested.Resources)) {
      const DependsOn = [inner.DependsOn ?? []].flat().map((other) => `${id}/${other}`);
      Resources[`${id}/${name}`] = { ...withReferences(inner, moved(id, Parameters)), DependsOn };
    }
    for (const [name, { Value }] of Object.entries(nested.Outputs ?? {})) {
      outputs.set(`${id}.Outputs.${name}`, withReferences(Value, moved(id, Parameters)));
    }
  }
  const outer = ({ attribute }) => outputs.get(attribute?.join('.'));
  return { ...template, ...withReferences({ Resources, Outputs: template.Outputs }, outer) };
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** What a reference of a nested stack is in the stack around it: the value of a parameter, or the moved resource. */
const moved = (id, parameters) => (reference) => {
  const { name, attribute } = reference;
  if (name !== undefined) return parameters[name] ?? (name.startsWith('AWS::') ? undefined : { Ref: `${id}/${name}` });
  const [target, ...rest] = attribute;
  return { 'Fn::GetAtt': [`${id}/${target}`, ...rest] };
};

/** Returns a value with each reference replaced by that of `change`, unless it is undefined. */
function withReferences(value, change) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withReferences(item, change));
  const attribute = value['Fn::GetAtt'];
  if (typeof value.Ref === 'string' || attribute) return change({ name: value.Ref, attribute }) ?? value;
  const members = Object.entries(value).map(([key, member]) => [key, withReferences(member, change)]);
  return Object.fromEntries(members);
}
