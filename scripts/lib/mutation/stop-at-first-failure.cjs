// The environment of Node for a file of tests, of which nothing runs after the first failure: one is enough to kill a
// mutant. CommonJS, because Stryker's jest plugin gets at environments by require.

const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  hasFailed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure' || name === 'hook_failure') this.hasFailed = true;
    if (name === 'test_start' && this.hasFailed) test.mode = 'skip';
  }
};
