import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { SecretVersions } from '../../../src/rotation/function/secret-versions';

interface Version {
  value?: string;
  stages: string[];
}

/** A secret at the start of a rotation: the new version exists, without a value. */
export class FakeSecret {
  public readonly versions: Record<string, Version>;
  public readonly rotated = { secretId: 'arn:secret', versionId: 'new' };
  /** The error that Secrets Manager returns when a value is read. */
  public readError?: Error;
  private readonly client = new SecretsManagerClient();

  constructor(current = '{"username":"ecommerce","password":"first"}') {
    this.versions = { old: { value: current, stages: ['AWSCURRENT'] }, new: { stages: ['AWSPENDING'] } };
    jest.spyOn(this.client, 'send').mockImplementation((command: unknown) => this.respond(command));
  }

  /** The versions of the secret, read through the client. */
  public get secretVersions(): SecretVersions {
    return new SecretVersions(this.client, this.rotated);
  }

  /** The parsed value of the version with a stage. */
  public credentials(stage: string): Record<string, string> | undefined {
    const version = Object.values(this.versions).find(({ stages }) => stages.includes(stage));
    return version?.value === undefined ? undefined : JSON.parse(version.value);
  }

  private async respond(command: unknown): Promise<unknown> {
    if (command instanceof DescribeSecretCommand) {
      return {
        VersionIdsToStages: Object.fromEntries(Object.entries(this.versions).map(([id, { stages }]) => [id, stages])),
      };
    }
    if (command instanceof GetSecretValueCommand) {
      return { SecretString: this.read(command.input.VersionStage, command.input.VersionId) };
    }
    if (command instanceof PutSecretValueCommand) {
      const { ClientRequestToken = '', SecretString, VersionStages = [] } = command.input;
      this.versions[ClientRequestToken] = { value: SecretString, stages: VersionStages };
      return {};
    }
    if (command instanceof UpdateSecretVersionStageCommand) {
      const { VersionStage = '', MoveToVersionId = '', RemoveFromVersionId = '' } = command.input;
      const from = this.versions[RemoveFromVersionId];
      from.stages = from.stages.filter((stage) => stage !== VersionStage).concat('AWSPREVIOUS');
      this.versions[MoveToVersionId].stages.push(VersionStage);
      return {};
    }
    throw new Error(`unexpected call: ${command}`);
  }

  private read(stage = '', id?: string): string {
    if (this.readError) {
      throw this.readError;
    }
    const found = Object.entries(this.versions).find(
      ([name, { stages }]) => stages.includes(stage) && (id === undefined || id === name),
    );
    if (found?.[1].value === undefined) {
      throw new ResourceNotFoundException({ message: `no value of ${stage}`, $metadata: {} });
    }
    return found[1].value;
  }
}
