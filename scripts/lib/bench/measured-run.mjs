// One measured run of a program, in a process of its own: reads a request as JSON from the first argument, and prints the
// measurements as JSON. CPU times are in seconds.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const request = JSON.parse(process.argv[2]);
const {
  installation,
  program,
  services,
  output,
  keepOutput,
  loadFirst,
  modules,
  onlyLoad,
  beyondLimits = false,
  isolation = false,
} = request;
const require = createRequire(join(installation, 'package.json'));

const measurements = {};
if (loadFirst) measurements.modules = measured(() => loadAll(loadFirst));
if (!onlyLoad) run();
measurements.maxRss = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify(measurements));

function run() {
  const programs = join(installation, 'programs');
  let create;
  measurements.import = measured(() => {
    ({ create } = require(join(programs, `${program}.js`)));
  });
  const { App } = require('aws-cdk-lib');
  const all = require(join(programs, 'services.js')).services(services);
  // More services than fit in a stack show how the cost of one of them grows.
  const context = beyondLimits ? { '@aws-cdk/core:stackResourceLimit': 0 } : {};
  const app = new App({ outdir: output, context });
  measurements.construction = measured(() => Object.assign(measurements, create(app, all)));
  measurements.synthesis = measured(() => app.synth({ skipValidation: beyondLimits }));
  if (isolation) measurements.isolation = measured(() => checkIsolation(app));
  if (modules) writeFileSync(modules, JSON.stringify(Object.keys(require.cache)));
  if (!keepOutput) rmSync(output, { recursive: true });
}

function checkIsolation(app) {
  const { ServiceIsolationValidator } = require('@org/ecommerce-constructs');
  const { violations } = new ServiceIsolationValidator().validateScope(app);
  if (violations.length > 0) throw new Error(violations[0].description);
}

function measured(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function loadAll(list) {
  for (const file of JSON.parse(readFileSync(list, 'utf8'))) require(file);
}
