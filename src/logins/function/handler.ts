import { setTimeout as delay } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { InvocationContext, RotationEvent } from '../../rotation/function/handler';
import { rotate } from '../../rotation/function/rotation';
import { SecretVersions } from '../../rotation/function/secret-versions';
import { handleRequest, type LoginRequest, timeOfRequest } from './custom-resource';
import type { LoginSystem } from './login-system';
import { SPARE_MS, type WorkTime, workTime } from './work-time';

/** What a system of logins works with. */
export interface SystemContext {
  readonly secrets: SecretsManagerClient;
  readonly time: WorkTime;
  /** The ARN of the secret that is rotated; undefined for a request of CloudFormation. */
  readonly rotatedSecret?: string;
}

/** The handler that Lambda calls: by CloudFormation for a custom resource, by Secrets Manager for a rotation. */
export type LoginHandler = (event: LoginRequest | RotationEvent, context: InvocationContext) => Promise<void>;

/** Creates a handler for one kind of system. */
export function loginHandler(createSystem: (context: SystemContext) => LoginSystem): LoginHandler {
  return async (event, context) => {
    const secrets = new SecretsManagerClient();
    if ('RequestType' in event) {
      const time = timeOfRequest(context.getRemainingTimeInMillis());
      await handleRequest(event, () => createSystem({ secrets, time }), { time, pause: delay });
      return;
    }
    const { SecretId: rotatedSecret, ClientRequestToken, Step } = event;
    const versions = new SecretVersions(secrets, { secretId: rotatedSecret, versionId: ClientRequestToken });
    const time = workTime(context.getRemainingTimeInMillis() - SPARE_MS);
    await rotate(Step, versions, createSystem({ secrets, time, rotatedSecret }));
  };
}
