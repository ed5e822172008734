import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { DomainError } from './domain';

/** Gets the credentials of roles that the function may assume. */
export class AssumedRoles {
  private readonly credentials = new Map<string, AwsCredentialIdentity>();

  constructor(private readonly client: STSClient) {}

  /** Returns the credentials of a role, which are valid longer than an invocation takes. */
  public async credentialsOf(roleArn: string): Promise<AwsCredentialIdentity> {
    const credentials = this.credentials.get(roleArn) ?? (await this.assume(roleArn));
    this.credentials.set(roleArn, credentials);
    return credentials;
  }

  /** A refusal may pass: IAM takes seconds to distribute a new role. */
  private async assume(roleArn: string): Promise<AwsCredentialIdentity> {
    const request = new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: 'logins',
      DurationSeconds: SESSION_SECONDS,
    });
    try {
      const { Credentials: credentials } = await this.client.send(request);
      return {
        accessKeyId: credentials?.AccessKeyId ?? '',
        secretAccessKey: credentials?.SecretAccessKey ?? '',
        sessionToken: credentials?.SessionToken,
      };
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
      throw new DomainError(
        `The function cannot assume the role ${roleArn} (${reason}). Check that the trust policy of the role admits the ` +
          'function, and that the network has a way to STS.',
        true,
      );
    }
  }
}

/** The shortest session of STS, and as long as the longest invocation of Lambda. */
const SESSION_SECONDS = 900;
