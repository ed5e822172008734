// `cost`: the bill of a cloud assembly.

import { Failure } from '../../../local/lib/cli/failure.mjs';
import { runCommand } from '../../../local/lib/cli/main.mjs';
import { Progress } from '../../../local/lib/cli/progress.mjs';
import { inOneRegion, readAssembly } from '../assembly/assembly.mjs';
import { ownersOf } from '../assembly/owners.mjs';
import { AwsCli } from '../aws/aws-cli.mjs';
import { billOf, differenceOf } from './bill.mjs';
import { fetchPrices, PRICING_REGION } from './fetch-prices.mjs';
import { cachedList, describeList, readPriceList, writePriceList } from './price-list.mjs';
import { quantitiesOf } from './quantities.mjs';
import { renderBill, renderDifference } from './report.mjs';

const HELP = `Multiplies the resources of a cloud assembly that cost by the hour or the month by a price list that you fetch from AWS.

Usage: npx @org/ecommerce-constructs cost [ASSEMBLY] [options]

  ASSEMBLY          the folder that \`cdk synth\` wrote (default: cdk.out)
  --fetch-prices    fetch the prices of its resources first, with \`aws pricing get-products\`; your policy needs the action
                    pricing:GetProducts
  --region REGION   the region, if the stacks name none or several
  --profile NAME    the profile of the AWS CLI
  --prices FILE     the price list (default: prices-REGION.json in ecommerce-constructs in the cache folder of the user)
  --compare FOLDER  print the difference from another assembly
  --help            print this help

A resource without a price is named, and is not in the total. What costs by usage has a unit price only.

Exit code: 0 on success, 1 on a failure.`;

const OPTIONS = {
  'fetch-prices': { type: 'boolean' },
  region: { type: 'string' },
  profile: { type: 'string' },
  prices: { type: 'string' },
  compare: { type: 'string' },
};

export const cost = (args) =>
  runCommand({ args, help: HELP, options: OPTIONS, positionals: true }, async (options) => {
    const [folder = 'cdk.out', ...others] = options.positionals;
    if (others.length > 0) throw new Failure('Name one assembly.');
    const assemblies = [folder, ...(options.compare ? [options.compare] : [])].map((it) => linesOf(it, options.region));
    const [{ region, lines }, before] = assemblies;
    if (!region) throw new Failure('The stacks name no region: choose one with --region.');
    if (before?.region && before.region !== region) {
      throw new Failure(
        `The assemblies are of different regions, ${before.region} and ${region}: their prices differ.`,
      );
    }
    const keys = [...new Set(assemblies.flatMap((it) => it.lines.flatMap(({ key }) => key ?? [])))].sort();
    const file = options.prices ?? cachedList(region);
    if (options['fetch-prices']) await fetchInto(file, keys, { region, profile: options.profile });

    const list = readPriceList(file, region);
    if (list.madeUp && !options.prices) throw new Failure(`${file} is made up: fetch the prices with --fetch-prices.`);
    const rows = billOf(lines, list.prices);
    const description = [`${describeList(list, keys)} The list is ${file}.`, ...assemblies[0].notes].join('\n');
    console.log(renderBill(rows, description));
    if (!before) return;
    const old = billOf(before.lines, list.prices);
    console.log(`\n${renderDifference(differenceOf(old, rows), [old, rows], options.compare)}`);
  });

/** Returns the lines of the stacks in one region, and notes about the others. */
function linesOf(folder, wanted) {
  const all = readAssembly(folder);
  const { region, stacks, others } = inOneRegion(all, wanted);
  const resources = stacks.flatMap((stack) => stack.resources);
  return {
    region,
    lines: quantitiesOf(resources, ownersOf(resources)),
    notes: [
      ...(stacks.some((stack) => !stack.region) ? [`Some stacks name no region: they are counted in ${region}.`] : []),
      ...others.map((stack) => `Not counted: ${stack.name}, in ${stack.region}.`),
    ],
  };
}

async function fetchInto(file, keys, { region, profile }) {
  const aws = new AwsCli({ profile, region: PRICING_REGION });
  const date = new Date().toISOString().slice(0, 10);
  const { prices, missing } = await new Progress({ stream: process.stderr }).step('Fetch prices', async (report) => {
    const fetched = await fetchPrices(aws, keys, { region, date, report });
    return { ...fetched, note: `${Object.keys(fetched.prices).length} of ${keys.length}` };
  });
  writePriceList(file, region, prices);
  for (const [key, reason] of Object.entries(missing)) console.error(`  no price for ${key}: ${reason}`);
}
