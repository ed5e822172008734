"""Code of the pods of a service, which the CDK does not deploy."""
