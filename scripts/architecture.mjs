#!/usr/bin/env node
// `npm run architecture`: draws the production platform of examples/typescript, from its template.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommandLine } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import { readArchitecture } from './lib/documentation/architecture.mjs';
import { drawArchitecture } from './lib/documentation/architecture-drawing.mjs';
import { PLATFORM_STACK } from './lib/example/example-app.mjs';
import { ARCHITECTURE, EXAMPLE_SOURCE, ROOT } from './lib/paths.mjs';

const HELP = `Draws the production platform of examples/typescript as docs/architecture.svg, from its template.

Usage: npm run architecture

The library must be compiled (npx projen compile).

  --help  print this help

Exit code: 0 when the drawing is written, 1 otherwise.`;

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), {});
  if (options.help) return console.log(HELP);
  writeFileSync(ARCHITECTURE, drawArchitecture(readArchitecture(productionTemplate())));
});

/**
 * Returns the platform's template as app.ts creates it, with the feature flags of its cdk.json and the default catalogue,
 * phase one.
 */
function productionTemplate() {
  const require = createRequire(join(ROOT, 'package.json'));
  const { App } = require('aws-cdk-lib');
  const { EcommerceInfrastructure, EnvironmentProviderFactory } = require(ROOT);
  const { context } = JSON.parse(readFileSync(join(EXAMPLE_SOURCE, 'cdk.json'), 'utf8'));
  const outdir = mkdtempSync(join(tmpdir(), 'architecture-'));
  try {
    const app = new App({ context: { ...context, environment: 'production' }, outdir });
    new EcommerceInfrastructure(app, PLATFORM_STACK, { provider: EnvironmentProviderFactory.fromContext(app) });
    return app.synth().getStackByName(PLATFORM_STACK).template;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
