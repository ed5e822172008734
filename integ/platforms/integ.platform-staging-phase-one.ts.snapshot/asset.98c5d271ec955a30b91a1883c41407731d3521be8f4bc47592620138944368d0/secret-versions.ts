import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

/** What the secret holds. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The secret and the version of it that a rotation makes. */
export interface RotatedVersion {
  readonly secretId: string;
  readonly versionId: string;
}

/** The versions of the secret: the one that clients use, and the one that is to replace it. */
export class SecretVersions {
  constructor(
    private readonly client: SecretsManagerClient,
    private readonly rotated: RotatedVersion,
  ) {}

  /** Whether the new version is in use already; throws when it is not the one that Secrets Manager rotates to. */
  public async isRotated(): Promise<boolean> {
    const stages = (await this.stages())[this.rotated.versionId] ?? [];
    if (!stages.includes(CURRENT) && !stages.includes(PENDING)) {
      throw new Error(`Version ${this.rotated.versionId} of ${this.rotated.secretId} is not being rotated to.`);
    }
    return stages.includes(CURRENT);
  }

  /** What clients log in with. */
  public async current(): Promise<Login> {
    const { SecretString } = await this.client.send(
      new GetSecretValueCommand({ SecretId: this.rotated.secretId, VersionStage: CURRENT }),
    );
    return this.parse(CURRENT, SecretString);
  }

  /** What clients will log in with. */
  public async pending(): Promise<Login> {
    const { SecretString } = await this.client.send(
      new GetSecretValueCommand({
        SecretId: this.rotated.secretId,
        VersionId: this.rotated.versionId,
        VersionStage: PENDING,
      }),
    );
    return this.parse(PENDING, SecretString);
  }

  /** Whether the new version has its value: Secrets Manager makes it without one. */
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

  public async putPending(login: Login): Promise<void> {
    await this.client.send(
      new PutSecretValueCommand({
        SecretId: this.rotated.secretId,
        ClientRequestToken: this.rotated.versionId,
        SecretString: JSON.stringify(login),
        VersionStages: [PENDING],
      }),
    );
  }

  /** From here on clients read the new version; Secrets Manager keeps the old one as AWSPREVIOUS. */
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

  /** Says what is wrong without what was read: the parser's own message quotes it. */
  private parse(stage: string, text?: string): Login {
    const login = parseObject(text);
    if (typeof login?.username !== 'string' || typeof login.password !== 'string') {
      throw new Error(`${stage} of ${this.rotated.secretId} must be JSON with a username and a password.`);
    }
    return { ...login, username: login.username, password: login.password };
  }
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
