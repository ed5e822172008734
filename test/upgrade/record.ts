// scripts/record-templates.mjs runs this file with the version as the argument.
import { record } from './baselines';
import { recordVersions } from './engine-versions';

const [version] = process.argv.slice(2);
console.log(record(version));
recordVersions(version);
