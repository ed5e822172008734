import { setTimeout as delay } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { InvocationContext, RotationEvent } from '../../rotation/function/handler';
import { rotate } from '../../rotation/function/rotation';
import { SecretVersions } from '../../rotation/function/secret-versions';
import { ANSWER_MS } from './answer';
import { handleRequest, type LoginRequest } from './custom-resource';
import type { LoginSystem } from './login-system';
import { type WorkTime, workTime } from './work-time';

/** What a system of logins works with. */
export interface SystemContext {
  readonly secrets: SecretsManagerClient;
  readonly time: WorkTime;
}

/** The handler that Lambda calls: by CloudFormation for a custom resource, by Secrets Manager for a rotation. */
export type LoginHandler = (event: LoginRequest | RotationEvent, context: InvocationContext) => Promise<void>;

/** Creates a handler for one kind of system. */
export function loginHandler(createSystem: (context: SystemContext) => LoginSystem): LoginHandler {
  return async (event, context) => {
    const secrets = new SecretsManagerClient();
    const remaining = context.getRemainingTimeInMillis();
    if ('RequestType' in event) {
      const time = workTime(remaining - ANSWER_MS - SPARE_MS);
      await handleRequest(event, () => createSystem({ secrets, time }), { time, pause: delay });
      return;
    }
    const versions = new SecretVersions(secrets, { secretId: event.SecretId, versionId: event.ClientRequestToken });
    await rotate(event.Step, versions, createSystem({ secrets, time: workTime(remaining - SPARE_MS) }));
  };
}

/** For the start and the end of an invocation. */
const SPARE_MS = 2_000;
