// Run by scripts/record-templates.mjs, with the version as its argument.
import { record } from './baselines';

const [version] = process.argv.slice(2);
console.log(record(version));
