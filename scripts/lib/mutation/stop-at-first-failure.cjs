// A jest environment that skips all tests of a file after the first failure, which is enough to kill a mutant. It is
// CommonJS, because Stryker's jest plugin loads environments with `require`.

const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  hasFailed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure' || name === 'hook_failure') this.hasFailed = true;
    if (name === 'test_start' && this.hasFailed) test.mode = 'skip';
  }
};
