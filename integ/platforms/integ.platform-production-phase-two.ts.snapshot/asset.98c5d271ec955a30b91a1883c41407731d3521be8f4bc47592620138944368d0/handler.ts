import { setTimeout as delay } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LoginKeeper, rotate } from './rotation';
import { SecretVersions } from './secret-versions';
import type { Clock } from './wait';

/** What Secrets Manager sends for each step of a rotation. */
export interface RotationEvent {
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly Step: string;
}

/** What Lambda tells a function of its own run. */
export interface RunContext {
  getRemainingTimeInMillis(): number;
}

/** What Lambda calls. */
export type RotationHandler = (event: RotationEvent, context: RunContext) => Promise<void>;

/** Rotates the login of what the environment variable ROTATED names. */
export function rotationHandler(keeperOf: (name: string, clock: Clock) => LoginKeeper): RotationHandler {
  return async ({ SecretId, ClientRequestToken, Step }, context) => {
    const name = process.env.ROTATED;
    if (!name) {
      throw new Error('The environment variable ROTATED must name what is rotated.');
    }
    const versions = new SecretVersions(new SecretsManagerClient(), {
      secretId: SecretId,
      versionId: ClientRequestToken,
    });
    await rotate(Step, versions, keeperOf(name, clockOf(context)));
  };
}

function clockOf(context: RunContext): Clock {
  return {
    timeLeft: () => context.getRemainingTimeInMillis(),
    pause: (milliseconds) => delay(milliseconds),
  };
}
