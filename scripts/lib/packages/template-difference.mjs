// Compares templates that apps in different languages synthesize.

const ASSET_HASH = /\b[0-9a-f]{64}\b/g;
const MOST_CHARACTERS = 160;

/**
 * Returns a template without the parts that may differ: hashes of assets, which depend on the bytes of files, and the CDK's
 * own metadata, which names the language.
 */
export function comparable(template) {
  const copy = JSON.parse(JSON.stringify(template).replaceAll(ASSET_HASH, '<hash>'));
  delete copy.Resources?.CDKMetadata;
  delete copy.Conditions?.CDKMetadataAvailable;
  if (copy.Conditions && Object.keys(copy.Conditions).length === 0) delete copy.Conditions;
  return copy;
}

/** Returns a sentence for each place in which two values differ. */
export function differences(one, other, path = '') {
  if (isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return keys.flatMap((key) => differences(one[key], other[key], path ? `${path}.${key}` : key));
  }
  return Object.is(one, other) ? [] : [`${path}: ${shown(one)} in one, ${shown(other)} in the other`];
}

const isObject = (value) => typeof value === 'object' && value !== null;

function shown(value) {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}...` : text;
}
