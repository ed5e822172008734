#!/usr/bin/env node
// Runs the tests of the local emulator.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../local/lib/cli/environment.mjs';
import { run } from '../local/lib/cli/processes.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { installVenv } from '../local/lib/install/virtual-environment.mjs';
import { main } from './lib/cli/main.mjs';
import { EMULATOR, EMULATOR_TEST_REQUIREMENTS, EMULATOR_TEST_VENV, LOGS, RESULTS } from './lib/paths.mjs';
import { forgetResult, junitCounts } from './lib/test-suites/test-counts.mjs';
import { counted } from './lib/test-suites/test-runners.mjs';

const SUITE = 'emulator';

const HELP = `Runs the tests of the local emulator in emulator/.

Usage: node scripts/test-emulator.mjs

Installs their dependencies into a virtual environment below dist/. Logs are in dist/logs.

  --help  print this help

Exit code: 0 when every test passed, 1 otherwise.`;

main({ help: HELP }, async () => {
  forgetResult(RESULTS, SUITE);

  const progress = new Progress({ total: 2 });
  const { python } = await progress.step('Install pytest', (report) =>
    installVenv({ folder: EMULATOR_TEST_VENV, requirements: EMULATOR_TEST_REQUIREMENTS, logs: LOGS }, report),
  );
  await progress.step('Tests of the emulator', (report) => pytest(python, report));
});

function pytest(python, report) {
  const results = join(RESULTS, `${SUITE}.xml`);
  mkdirSync(RESULTS, { recursive: true });
  rmSync(results, { force: true });
  const work = () =>
    run('pytest', python, ['-m', 'pytest', `--junitxml=${results}`], {
      cwd: EMULATOR,
      env: { ...childEnvironment(process.env), PYTHONUNBUFFERED: '1' },
      log: join(LOGS, 'pytest.log'),
      onLine: (line) => report(line.trim()),
    });
  return counted(SUITE, work, () => existsSync(results) && junitCounts(readFileSync(results, 'utf8')));
}
