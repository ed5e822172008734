/** How a container of an ECS task gets the secrets of its service. */
export enum SecretDelivery {
  /**
   * ECS reads each secret when it starts a task, with the execution role, and passes the value in an environment variable,
   * for example `DATABASE_PASSWORD`. The variable does not change while the task runs.
   *
   * The settings contain the ARNs of the logins too, for example `DATABASE_SECRET_ARN`, and the task role may read them: code
   * can read the secret again when a login is refused.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
   */
  VALUE = 'VALUE',
  /**
   * Environment variables contain only references, as those of a Lambda function do: the ARN of each secret
   * (`DATABASE_PASSWORD_SECRET_ARN`) and the field in it (`DATABASE_PASSWORD_SECRET_FIELD`), beside settings such as
   * `DATABASE_SECRET_ARN`. The code reads the secret, with the task role. The execution role gets no permissions.
   *
   * Code that reads the secret for each new connection always has the password that is valid.
   */
  REFERENCE = 'REFERENCE',
}
