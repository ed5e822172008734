// scripts/record-templates.mjs runs this file with the version as the argument.
import { record } from './baselines';
import { recordVersions } from './engine-versions';

const [version] = process.argv.slice(2);
recordVersions(version); // first, because it rejects a release that changes them
console.log(record(version));
