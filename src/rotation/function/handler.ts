import { setTimeout as delay } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type RotatedUser, rotate } from './rotation';
import { SecretVersions } from './secret-versions';
import type { Clock } from './wait';

/** The event that Secrets Manager sends for each step of a rotation. */
export interface RotationEvent {
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly Step: string;
}

/** The part of Lambda's context object that the handler uses. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** The handler that Lambda calls. */
export type RotationHandler = (event: RotationEvent, context: InvocationContext) => Promise<void>;

/** Creates a handler that rotates the password of the user that the environment variable ROTATED identifies. */
export function rotationHandler(createUser: (name: string, clock: Clock) => RotatedUser): RotationHandler {
  return async ({ SecretId, ClientRequestToken, Step }, context) => {
    const name = process.env.ROTATED;
    if (!name) {
      throw new Error('The environment variable ROTATED must identify the user whose password is rotated.');
    }
    const versions = new SecretVersions(new SecretsManagerClient(), {
      secretId: SecretId,
      versionId: ClientRequestToken,
    });
    await rotate(Step, versions, createUser(name, clockOf(context)));
  };
}

function clockOf(context: InvocationContext): Clock {
  return {
    timeLeft: () => context.getRemainingTimeInMillis(),
    pause: (milliseconds) => delay(milliseconds),
  };
}
