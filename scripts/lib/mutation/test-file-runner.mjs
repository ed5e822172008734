// A test runner for Stryker that uses its jest plugin, and runs one test file at a time until one fails.
//
// The plugin alone runs every file completely for nearly every mutant, which takes two minutes each: it does not stop at
// a failure, and treats a mutant that runs outside a test (for example, where a suite synthesizes once for many tests) as
// covered by all tests. This runner presents each file to Stryker as one test, which covers every mutant that runs
// anywhere in the file. Each file loads the sources again, so a mutant in a constant of a module needs no special
// treatment.

import { relative } from 'node:path';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { strykerPlugins as jestPlugins } from '@stryker-mutator/jest-runner';
import { mostLikelyFirst } from './test-order.mjs';

class TestFileRunner {
  static inject = [commonTokens.injector];

  constructor(injector) {
    const { factory } = jestPlugins.find(({ name }) => name === 'jest');
    this.jest = injector.injectFunction(factory);
  }

  init() {
    return this.jest.init();
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ testFiles, timeout }) {
    const runs = [];
    let total = {};
    for (const fileName of testFiles) {
      const started = Date.now();
      const result = await this.jest.dryRun({ testFiles: [fileName], coverageAnalysis: 'all', timeout });
      if (result.status !== DryRunStatus.Complete) return result;
      const id = relative(process.cwd(), fileName);
      const test = { id, name: id, fileName, timeSpentMs: Date.now() - started, ...outcome(result) };
      const counted = { ...result.mutantCoverage?.static }; // undefined until a file runs a mutant
      runs.push({ test, coverage: countedSince(total, counted) });
      total = counted;
    }
    runs.sort((a, b) => a.test.timeSpentMs - b.test.timeSpentMs); // the order of each mutant's testFilter
    return {
      status: DryRunStatus.Complete,
      tests: runs.map(({ test }) => test),
      mutantCoverage: {
        static: {},
        perTest: Object.fromEntries(runs.map(({ test, coverage }) => [test.id, coverage])),
      },
    };
  }

  async mutantRun({ activeMutant, sandboxFileName, testFilter, timeout }) {
    const files = mostLikelyFirst(testFilter, relative(process.cwd(), sandboxFileName));
    process.env[INSTRUMENTER_CONSTANTS.ACTIVE_MUTANT_ENV_VARIABLE] = activeMutant.id;
    try {
      for (const [index, file] of files.entries()) {
        const result = await this.jest.dryRun({ testFiles: [file], coverageAnalysis: 'off', timeout });
        const { status, failureMessage } = outcome(result);
        if (status === TestStatus.Failed)
          return { status: MutantRunStatus.Killed, killedBy: [file], failureMessage, nrOfTests: index + 1 };
      }
      return { status: MutantRunStatus.Survived, nrOfTests: files.length };
    } finally {
      delete process.env[INSTRUMENTER_CONSTANTS.ACTIVE_MUTANT_ENV_VARIABLE];
    }
  }
}

/** Returns the outcome of a file. A file that cannot be loaded has failed. */
function outcome({ tests = [], errorMessage }) {
  const failed = tests.find(({ status }) => status === TestStatus.Failed);
  const failureMessage = failed?.failureMessage ?? errorMessage;
  return failureMessage === undefined ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage };
}

/** Returns the differences of two counts: the plugin does not reset its counts between files. */
function countedSince(before, now) {
  const increases = Object.entries(now).map(([mutant, count]) => [mutant, count - (before[mutant] ?? 0)]);
  return Object.fromEntries(increases.filter(([, count]) => count > 0));
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'jest-by-file', TestFileRunner)];
