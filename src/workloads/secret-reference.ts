import type { aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';

/** Returns the environment variables with which code reads a secret, or a field of it, by itself. */
export function secretReference(name: string, secret: secretsmanager.ISecret, field?: string): Record<string, string> {
  return {
    [`${name}_SECRET_ARN`]: secret.secretArn,
    ...(field !== undefined && { [`${name}_SECRET_FIELD`]: field }),
  };
}
