import { setTimeout as delay } from 'node:timers/promises';
import { ROLE_NAME } from './service-linked-role';

/** The part of a request of CloudFormation that the answer repeats. */
export interface AnsweredRequest {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/**
 * Answers a request of CloudFormation: with success, or with the reason of the failure. Throws if CloudFormation does
 * not accept the answer: Lambda then invokes the function again.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answer(request: AnsweredRequest, failure: string | undefined): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = request;
  const body = JSON.stringify({
    Status: failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: failure,
    PhysicalResourceId: ROLE_NAME, // never changes, so that CloudFormation never replaces the resource
    StackId,
    RequestId,
    LogicalResourceId,
  });
  for (let attempt = 1; !(await isAccepted(ResponseURL, body)); attempt += 1) {
    if (attempt === ATTEMPTS) {
      throw new Error(`CloudFormation did not accept the answer to request ${RequestId}.`);
    }
    await delay(PAUSE_MS);
  }
}

async function isAccepted(url: string, body: string): Promise<boolean> {
  try {
    // The signature of the URL includes an empty content type.
    const headers = { 'content-type': '' };
    const { ok } = await fetch(url, { method: 'PUT', headers, body, signal: AbortSignal.timeout(REQUEST_MS) });
    return ok;
  } catch (error) {
    console.error(error);
    return false;
  }
}

const ATTEMPTS = 3;
const REQUEST_MS = 6_000;
const PAUSE_MS = 1_000;

/** The longest time that the answer takes. */
export const ANSWER_MS = ATTEMPTS * (REQUEST_MS + PAUSE_MS);
