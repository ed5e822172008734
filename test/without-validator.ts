// The CDK's built-in validator takes seconds to start in each process. Only the tests in test/newest enable it.
process.env.CDK_VALIDATION = 'false';
