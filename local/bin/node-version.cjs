// Ends the process with one sentence if Node is older than package.json allows. The scripts of the repository are started with
// `node -r` and this file. An old Node cannot even read the syntax of other files, hence the old syntax here.

'use strict';

/** Returns a sentence if the version is below the lower limit of the range, such as `>= 20.16.0`. */
function nodeFailure(version, range) {
  const oldest = /^>= (\d+\.\d+\.\d+)$/.exec(range)[1];
  const wanted = oldest.split('.').map(Number);
  const actual = version.split('.').map(Number);
  const index = wanted.findIndex((number, position) => number !== actual[position]);
  if (index < 0 || actual[index] > wanted[index]) return undefined;
  return `Node ${oldest} or newer is needed; this is Node ${version}.`;
}

const failure = nodeFailure(process.versions.node, require('../package.json').engines.node);
if (failure) {
  console.error(`\nError: ${failure}`);
  process.exit(1);
}

module.exports = { nodeFailure };
