#!/usr/bin/env node
// `npm run pictures`: draws the pictures of the documentation from templates.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENTS } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import { readBackups } from './lib/documentation/backups.mjs';
import { drawBackups } from './lib/documentation/backups-drawing.mjs';
import { readConnections } from './lib/documentation/connections.mjs';
import { drawConnections } from './lib/documentation/connections-drawing.mjs';
import { readDashboards } from './lib/documentation/dashboards.mjs';
import { drawDashboard } from './lib/documentation/dashboards-drawing.mjs';
import { readEnvironment } from './lib/documentation/environments.mjs';
import { drawEnvironments } from './lib/documentation/environments-drawing.mjs';
import { readNetwork } from './lib/documentation/network.mjs';
import { drawNetwork } from './lib/documentation/network-drawing.mjs';
import { PICTURES, ROOT } from './lib/paths.mjs';

const HELP = `Draws the pictures of the documentation in docs/pictures, from templates of the platform.

Usage: npm run pictures

  network.svg       the production platform, and the resources that each service can reach
  connections.svg   the access that connect adds to a workload of orderservice
  environments.svg  the parts in each environment
  backups.svg       the backups of the production platform
  dashboard.svg     the dashboard of the production platform; dashboard-orderservice.svg that of one service

The library must be compiled (npx projen compile).

  --help  print this help

Exit code: 0 when the pictures are written, 1 otherwise.`;

main({ help: HELP }, async () => {
  const { template: production, reach } = productionWithWorkloads();
  const environments = ENVIRONMENTS.map((name) => ({ name, rows: readEnvironment(platformTemplate(name)) }));
  const [overview, ofService] = readDashboards(monitoringTemplate());
  const pictures = {
    'network.svg': drawNetwork(readNetwork(production, reach)),
    'connections.svg': drawConnections(readConnections(production, 'orderservice')),
    'environments.svg': drawEnvironments(environments),
    'backups.svg': drawBackups(readBackups(platformTemplate('production', backedUp))),
    'dashboard.svg': drawDashboard(overview),
    'dashboard-orderservice.svg': drawDashboard(ofService),
  };
  mkdirSync(PICTURES, { recursive: true });
  for (const [name, picture] of Object.entries(pictures)) writeFileSync(join(PICTURES, name), picture);
});

/** The template of the production platform, and what a workload of each service reaches. */
function productionWithWorkloads() {
  return withApp((app, cdk, library) => {
    const provider = library.EnvironmentProviderFactory.create({ environment: 'production' });
    const stack = new library.EcommerceInfrastructure(app, 'Ecommerce', { provider });
    const workloads = new cdk.Stack(app, 'Workloads');
    for (const { name } of library.ServiceCatalogue.PHASE_ONE.services) {
      const service = stack.platform.service(name);
      const role = new cdk.aws_iam.Role(workloads, `${name}-role`, {
        assumedBy: new cdk.aws_iam.ServicePrincipal('pods.eks.amazonaws.com'),
      });
      service.connect(library.Workload.identity(workloads, name, role, service.securityGroupsFor(workloads)));
    }
    const reach = new library.ServiceIsolationValidator().reach(app);
    return { template: app.synth().getStackByName(stack.stackName).template, reach };
  });
}

/** The template of a platform; `props` returns props that differ from the defaults. */
function platformTemplate(environment, props = () => ({})) {
  return withApp((app, cdk, library) => {
    const provider = library.EnvironmentProviderFactory.create({ environment });
    const stack = new library.EcommerceInfrastructure(app, 'Ecommerce', { provider, ...props(app, cdk, library) });
    return app.synth().getStackByName(stack.stackName).template;
  });
}

/** The template of the stack with the alarms and dashboards of the production platform. */
function monitoringTemplate() {
  return withApp((app, cdk, library) => {
    const provider = library.EnvironmentProviderFactory.create({ environment: 'production' });
    const monitoring = { serviceDashboards: ['orderservice'] };
    const { platform } = new library.EcommerceInfrastructure(app, 'Ecommerce', { provider, monitoring });
    const { stackName } = cdk.Stack.of(platform.monitoring);
    return app.synth().getStackByName(stackName).template;
  });
}

function withApp(work) {
  const require = createRequire(join(ROOT, 'package.json'));
  const cdk = require('aws-cdk-lib');
  const outdir = mkdtempSync(join(tmpdir(), 'pictures-'));
  try {
    return work(new cdk.App({ outdir }), cdk, require(ROOT));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Props with several kinds of store, and copies in another region. */
function backedUp(app, { aws_backup: backup, Duration, Stack }, { ServiceCatalogue }) {
  const arn = 'arn:aws:backup:eu-west-1:123456789012:backup-vault:copies';
  return {
    catalogue: ServiceCatalogue.PHASE_TWO,
    backup: {
      copyTo: backup.BackupVault.fromBackupVaultArn(new Stack(app, 'Copies'), 'Vault', arn),
      copyRetention: Duration.days(90),
    },
  };
}
