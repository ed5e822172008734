/** The part of a request of CloudFormation that the answer repeats. */
export interface AnsweredRequest {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** What happened to a custom resource. */
export interface Outcome {
  readonly physicalId: string;
  /** The attributes of the resource, for `Fn::GetAtt`. */
  readonly attributes?: Record<string, string>;
  /** Why the request failed; undefined if it succeeded. */
  readonly failure?: string;
}

/** Waits between two attempts. */
export type Pause = (milliseconds: number) => Promise<void>;

/**
 * Answers a request of CloudFormation. Never throws: Lambda would invoke the function again, which would repeat the work,
 * and CloudFormation ends its wait by itself.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answer(request: AnsweredRequest, outcome: Outcome, pause: Pause): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = request;
  const body = JSON.stringify({
    Status: outcome.failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: outcome.failure === undefined ? undefined : shortened(outcome.failure),
    PhysicalResourceId: outcome.physicalId,
    StackId,
    RequestId,
    LogicalResourceId,
    Data: outcome.attributes,
  });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) {
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
    if (await isAccepted(ResponseURL, body)) {
      return;
    }
  }
  console.error(`CloudFormation did not accept the answer to request ${RequestId}.`);
}

/** The log never contains the URL, with which anybody can answer the request. */
async function isAccepted(url: string, body: string): Promise<boolean> {
  try {
    // The signature of the URL includes an empty content type.
    const headers = { 'content-type': '' };
    const response = await fetch(url, { method: 'PUT', headers, body, signal: AbortSignal.timeout(REQUEST_MS) });
    await response.body?.cancel();
    if (!response.ok) {
      console.error(`The answer to CloudFormation returned status ${response.status}.`);
    }
    return response.ok;
  } catch (error) {
    console.error(`The answer could not be sent to CloudFormation (${error instanceof Error ? error.name : 'error'}).`);
    return false;
  }
}

/** CloudFormation rejects an answer of more than 4 KB. A character has up to 6 bytes in JSON. */
function shortened(reason: string): string {
  return reason.length > REASON_LENGTH ? `${reason.slice(0, REASON_LENGTH - 1)}…` : reason;
}

const REASON_LENGTH = 500;
const ATTEMPTS = 6;
const REQUEST_MS = 5_000;
const FIRST_PAUSE_MS = 200;

/** The longest time that the answer takes. */
export const ANSWER_MS = ATTEMPTS * REQUEST_MS + FIRST_PAUSE_MS * (2 ** (ATTEMPTS - 1) - 1);
