// A test runner for Stryker: its jest plugin, a file of tests at a time, until one fails.
//
// By itself the plugin runs every file to its end for nearly every mutant, two minutes each: it does not stop at a
// failure, and a mutant that runs outside a test, as where a suite synthesizes once for many tests, is one for all tests.
// Here a file of tests is what Stryker calls a test, and covers each mutant that runs anywhere in it. Each file loads the
// sources anew, so a mutant in a constant of a module needs nothing else.

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
      const counted = { ...result.mutantCoverage?.static }; // nothing before the first file that runs a mutant
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

/** A file that cannot be loaded has failed like one with a failed test. */
function outcome({ tests = [], errorMessage }) {
  const failed = tests.find(({ status }) => status === TestStatus.Failed);
  const failureMessage = failed?.failureMessage ?? errorMessage;
  return failureMessage === undefined ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage };
}

/** The counts by which `now` exceeds `before`: the plugin goes on counting from file to file. */
function countedSince(before, now) {
  const risen = Object.entries(now).map(([mutant, count]) => [mutant, count - (before[mutant] ?? 0)]);
  return Object.fromEntries(risen.filter(([, count]) => count > 0));
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'jest-by-file', TestFileRunner)];
