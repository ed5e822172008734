// Compares the resources of two templates whose logical ids differ: type by type, each resource of one template must have a
// counterpart in the other with the same properties, which refers to the counterparts of the same resources.

import { createHash } from 'node:crypto';
import { references } from '../documentation/template.mjs';
import { comparable, differences } from '../packages/template-difference.mjs';

/** The physical names of the library end with eight digits of a hash of the path. */
const NAME_HASH = /-[0-9a-f]{8}(?=\\?["/])/g;

/** Longer than the longest chain of references by which two resources can differ. */
const ROUNDS = 12;

/**
 * Returns the number of resources of each type, and a sentence for each difference. Logical ids, metadata, hashes of assets
 * and hashes in physical names may differ.
 */
export function compareContent(one, other) {
  const [left, right] = [one, other].map(contentByType);
  const types = [...new Set([...left.keys(), ...right.keys()])].sort();
  const counts = new Map(types.map((type) => [type, left.get(type)?.length ?? 0]));
  const pairs = types.map((type) => unmatched(type, left.get(type) ?? [], right.get(type) ?? []));
  const inContent = pairs.flatMap(contentDifferences);
  // Resources that refer to a different one are not equal either, but that is no difference of their own.
  return { counts, differences: inContent.length > 0 ? inContent : pairs.flatMap(referenceDifferences) };
}

/** The resources of a type that have no counterpart in the other template. */
const unmatched = (type, left, right) => ({ type, left: without(left, right), right: without(right, left) });

function contentDifferences({ type, left, right }) {
  if (left.length !== right.length) return [`${type}: ${left.length} more in one, ${right.length} more in the other`];
  return left.flatMap(({ content }, index) =>
    differences(content, right[index].content, `${type} ${index + 1} of ${left.length}`),
  );
}

function referenceDifferences({ type, left }) {
  return left.length === 0 ? [] : [`${type}: ${left.length} refer to other resources`];
}

/** The resources whose signature the others do not have, or have less often. */
function without(resources, others) {
  const left = others.map(({ signature }) => signature);
  return resources.filter(({ signature }) => {
    const index = left.indexOf(signature);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/**
 * The resources by type: each with its content, in which types stand for logical ids, and a signature, which is the same for
 * two resources if their content is, and that of the resources to which they refer.
 */
function contentByType(template) {
  const resources = Object.entries(
    JSON.parse(JSON.stringify(comparable(template)).replaceAll(NAME_HASH, '')).Resources,
  );
  let labels = new Map(resources.map(([id, { Type }]) => [id, Type]));
  const contents = resources.map(([id, resource]) => ({
    id,
    type: resource.Type,
    content: relabelled(resource, labels),
  }));
  for (let round = 0; round < ROUNDS; round++) {
    labels = new Map(resources.map(([id, resource]) => [id, hash(JSON.stringify(relabelled(resource, labels)))]));
  }
  const signed = contents.map(({ id, type, content }) => ({ type, content, signature: labels.get(id) }));
  return grouped(signed);
}

/**
 * The resource with `labels` in place of logical ids, with its keys in order, without its metadata and without dependencies
 * that its references imply.
 */
function relabelled({ Metadata: _, DependsOn = [], ...resource }, labels) {
  const implied = references(resource.Properties);
  const after = [DependsOn].flat().filter((id) => !implied.includes(id));
  return { ...relabelledValue(resource, labels), DependsOn: after.map((id) => labels.get(id)).sort() };
}

function relabelledValue(value, labels) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => relabelledValue(item, labels));
  if (labels.has(value.Ref)) return { Ref: labels.get(value.Ref) };
  const [id, ...attribute] = value['Fn::GetAtt'] ?? [];
  if (labels.has(id)) return { 'Fn::GetAtt': [labels.get(id), ...attribute] };
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, relabelledValue(value[key], labels)]),
  );
}

function grouped(resources) {
  const groups = new Map();
  for (const resource of resources) groups.set(resource.type, [...(groups.get(resource.type) ?? []), resource]);
  return groups;
}

const hash = (text) => createHash('sha256').update(text).digest('hex');
