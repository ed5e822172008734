import { setTimeout as delay } from 'node:timers/promises';
import { IAMClient } from '@aws-sdk/client-iam';
import { ANSWER_MS, type AnsweredRequest, answer } from './answer';
import { ROLE_NAME, ServiceLinkedRole } from './service-linked-role';

/** A request of CloudFormation to create, update or delete the custom resource. */
export interface RoleRequest extends AnsweredRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceProperties: { readonly Mode: string };
}

/** The part of Lambda's context object that the handler uses. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/**
 * The handler that Lambda calls. It answers every request before Lambda stops it: CloudFormation waits for an answer for
 * up to an hour.
 */
export async function handler(request: RoleRequest, context: InvocationContext): Promise<void> {
  await answer(request, await failureOf(request, context));
}

/** Returns the reason if the request failed. A deletion changes nothing, because other domains may use the role. */
async function failureOf(request: RoleRequest, context: InvocationContext): Promise<string | undefined> {
  if (request.RequestType === 'Delete') {
    return undefined;
  }
  const deadline = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MS));
  const clock = {
    deadline,
    now: Date.now,
    pause: (milliseconds: number) => delay(milliseconds, undefined, { signal: deadline }),
  };
  try {
    await new ServiceLinkedRole(new IAMClient(), clock).waitUntilUsable(request.ResourceProperties.Mode === 'ensure');
    return undefined;
  } catch (error) {
    console.error(error);
    if (deadline.aborted) {
      return `The role ${ROLE_NAME} was not usable in time. Deploy again.`;
    }
    return error instanceof Error ? error.message : String(error);
  }
}
