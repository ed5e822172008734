// The CDK's built-in validator takes seconds a process to start; test/newest switches it on where it is the subject.
process.env.CDK_VALIDATION = 'false';
