// A checker for Stryker that lets pass the mutants that were selected, and no others: in a range of lines or columns,
// which is all that Stryker's own `mutate` can select, one mutant may contain another.

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

  /** For what is not to be tested, Stryker has the one status. */
  #result(mutant) {
    if (this.selected.has(keyOf(asMutant(mutant, ROOT)))) return { status: CheckStatus.Passed };
    return { status: CheckStatus.CompileError, reason: 'Not selected' };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'selected', SelectedMutants)];

/** Makes the option known to Stryker. */
export const strykerValidationSchema = {
  type: 'object',
  properties: { selectedMutants: { type: 'array', items: { type: 'string' } } },
};
