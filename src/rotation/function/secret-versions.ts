import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

/** The fields of the secret. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The secret and the version that the rotation creates. */
export interface RotatedVersion {
  readonly secretId: string;
  readonly versionId: string;
}

/** The versions of the secret: the current one, which clients use, and the pending one, which replaces it. */
export class SecretVersions {
  constructor(
    private readonly client: SecretsManagerClient,
    private readonly rotated: RotatedVersion,
  ) {}

  /** Returns whether the new version is current already. Throws if the version is neither current nor pending. */
  public async isRotated(): Promise<boolean> {
    const stages = (await this.stages())[this.rotated.versionId] ?? [];
    if (!stages.includes(CURRENT) && !stages.includes(PENDING)) {
      throw new Error(
        `Version ${this.rotated.versionId} of ${this.rotated.secretId} is neither AWSCURRENT nor AWSPENDING.`,
      );
    }
    return stages.includes(CURRENT);
  }

  /** Returns the credentials that clients use now. */
  public current(): Promise<Credentials> {
    return currentCredentials(this.client, this.rotated.secretId);
  }

  /** Returns the credentials that clients use after the rotation. */
  public async pending(): Promise<Credentials> {
    const { SecretString } = await this.client.send(
      new GetSecretValueCommand({
        SecretId: this.rotated.secretId,
        VersionId: this.rotated.versionId,
        VersionStage: PENDING,
      }),
    );
    return parse(this.rotated.secretId, PENDING, SecretString);
  }

  /** Returns whether the new version has a value: Secrets Manager creates the version without one. */
  public async hasPending(): Promise<boolean> {
    try {
      await this.pending();
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        return false;
      }
      throw error;
    }
  }

  public async putPending(credentials: Credentials): Promise<void> {
    await this.client.send(
      new PutSecretValueCommand({
        SecretId: this.rotated.secretId,
        ClientRequestToken: this.rotated.versionId,
        SecretString: JSON.stringify(credentials),
        VersionStages: [PENDING],
      }),
    );
  }

  /** Makes the new version the one that clients read. Secrets Manager labels the old one AWSPREVIOUS. */
  public async makePendingCurrent(): Promise<void> {
    const old = Object.entries(await this.stages()).find(([, stages]) => stages.includes(CURRENT));
    await this.client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: this.rotated.secretId,
        VersionStage: CURRENT,
        MoveToVersionId: this.rotated.versionId,
        RemoveFromVersionId: old?.[0],
      }),
    );
  }

  private async stages(): Promise<Record<string, string[]>> {
    const { VersionIdsToStages } = await this.client.send(
      new DescribeSecretCommand({ SecretId: this.rotated.secretId }),
    );
    return VersionIdsToStages ?? {};
  }
}

/** Returns the credentials that clients of a secret use now. */
export async function currentCredentials(client: SecretsManagerClient, secretId: string): Promise<Credentials> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage: CURRENT }));
  return parse(secretId, CURRENT, SecretString);
}

/** Throws an error that does not contain the secret: the error of `JSON.parse` would quote it. */
function parse(secretId: string, stage: string, text?: string): Credentials {
  const credentials = parseObject(text);
  if (typeof credentials?.username !== 'string' || typeof credentials.password !== 'string') {
    throw new Error(`${stage} of ${secretId} must be JSON with a username and a password.`);
  }
  return { ...credentials, username: credentials.username, password: credentials.password };
}

function parseObject(text = ''): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const CURRENT = 'AWSCURRENT';

const PENDING = 'AWSPENDING';
