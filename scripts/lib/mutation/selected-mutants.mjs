// A checker for Stryker that accepts only the selected mutants. Stryker's own option `mutate` selects ranges of lines and
// columns, in which one mutant may contain another.

import { CheckStatus } from '@stryker-mutator/api/check';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { ROOT } from '../paths.mjs';
import { asMutant, keyOf } from './mutant.mjs';

class SelectedMutants {
  static inject = [commonTokens.options];

  constructor({ selectedMutants }) {
    this.selected = new Set(selectedMutants);
  }

  async init() {}

  group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, this.#result(mutant)]));
  }

  /** CompileError is Stryker's only status for a mutant that should not be tested. */
  #result(mutant) {
    if (this.selected.has(keyOf(asMutant(mutant, ROOT)))) return { status: CheckStatus.Passed };
    return { status: CheckStatus.CompileError, reason: 'Not selected' };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'selected', SelectedMutants)];

/** Declares the option to Stryker. */
export const strykerValidationSchema = {
  type: 'object',
  properties: { selectedMutants: { type: 'array', items: { type: 'string' } } },
};
