// Checks the metadata of a wheel, and that its examples are in Python.

/** PyPI's classifier for each stability in package.json, which jsii selects. */
const DEVELOPMENT_STATUS = {
  experimental: 'Development Status :: 4 - Beta',
  stable: 'Development Status :: 5 - Production/Stable',
  deprecated: 'Development Status :: 7 - Inactive',
};
const CLASSIFIERS = ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2', 'License :: OSI Approved'];

const PYTHON = /^\s*from org_ecommerce_constructs import /m;
/** Lines of TypeScript, which Python does not have. */
const TYPESCRIPT = /^\s*(?:(?:const|let) \w+(?:: [^=]+)? = |import (?:type )?\{|new \w+\(.*').*/gm;

/** Returns the classifiers in a wheel's METADATA. */
export const classifiers = (metadata) => header(metadata, 'Classifier');

/** The description in a wheel's METADATA: the page on PyPI. */
export const description = (metadata) => metadata.slice(metadata.indexOf('\n\n') + 2);

function header(metadata, name) {
  const [head] = metadata.split('\n\n');
  return [...head.matchAll(new RegExp(`^${name}: (.+)$`, 'gm'))].map(([, value]) => value.trim());
}

/**
 * Returns the findings on a wheel, given its METADATA, the text of its module, the `stability` in package.json, and the
 * `oldest` versions of its dependencies.
 */
export function wheelFindings({ metadata, module, stability, oldest }) {
  const lacking = [...CLASSIFIERS, DEVELOPMENT_STATUS[stability]]
    .filter((it) => !classifiers(metadata).includes(it))
    .map((it) => `the wheel lacks the classifier ${it}`);
  const untranslated = [...module.matchAll(TYPESCRIPT)].map(([line]) => `the wheel shows TypeScript: ${line.trim()}`);
  const withoutPython = PYTHON.test(module) ? [] : ['the wheel shows no example in Python'];
  return [...lacking, ...requirementFindings(metadata, oldest), ...untranslated, ...withoutPython];
}

function requirementFindings(metadata, oldest) {
  return Object.entries(oldest).flatMap(([name, version]) => {
    const requirement = header(metadata, 'Requires-Dist').find((it) => it.split(/[ <>=]/)[0] === name);
    if (/>=([^,]+)/.exec(requirement)?.[1] === version) return [];
    const found = requirement ? `requires ${requirement}` : `does not require ${name}`;
    return [`the wheel ${found}, but package.json requires ${version} or newer`];
  });
}
