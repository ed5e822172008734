import { ANSWER_MS, type AnsweredRequest, answer, type Outcome, type Pause } from './answer';
import type { AccessSystem, DeclaredLogin } from './login-system';
import { Properties } from './properties';
import { SPARE_MS, type WorkTime, workTime } from './work-time';

/** A request of CloudFormation to create, update or delete a login, or the settings of a system. */
export interface LoginRequest extends AnsweredRequest {
  readonly ResourceType?: string;
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

/** What a request declares. */
export interface CustomResource {
  /** Never contains a version: CloudFormation would delete the resource with the former id, which is the same thing. */
  readonly physicalId: string;
  /** The sentence with which the reason of a failure begins. */
  readonly failure: string;
  /** @returns the attributes of the custom resource */
  apply(): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

/** The time of an invocation, and the pauses of the answer, which are not part of it. */
interface Timing {
  readonly time: WorkTime;
  readonly pause: Pause;
}

/** Returns the time for the work of an invocation that Lambda stops later. It leaves time for the answer. */
export function timeOfRequest(remainingMs: number): WorkTime {
  return workTime(remainingMs - ANSWER_MS - SPARE_MS);
}

/** Executes a request for a login, and answers it on every path. Never throws. */
export function handleRequest(request: LoginRequest, createSystem: () => AccessSystem, timing: Timing): Promise<void> {
  return handleResource(request, () => loginResource(request, createSystem), timing);
}

/** Executes a request, and answers it on every path. Never throws. */
export async function handleResource(
  request: LoginRequest,
  declare: () => CustomResource,
  { time, pause }: Timing,
): Promise<void> {
  const outcome =
    request.RequestType === 'Delete' ? await removed(request, declare, time) : await applied(request, declare, time);
  await answer(request, outcome, pause);
}

async function applied(request: LoginRequest, declare: () => CustomResource, time: WorkTime): Promise<Outcome> {
  const fallback = request.PhysicalResourceId ?? request.LogicalResourceId;
  try {
    const resource = declare();
    try {
      const attributes = await beforeDeadline(time, () => resource.apply());
      return { physicalId: resource.physicalId, attributes };
    } catch (error) {
      const physicalId = request.PhysicalResourceId ?? resource.physicalId;
      return { physicalId, failure: `${resource.failure} ${reasonOf(error)}` };
    }
  } catch (error) {
    return { physicalId: fallback, failure: reasonOf(error) };
  }
}

/** Always succeeds: a stack must be deletable when its server is gone, and a login that remains is in the log. */
async function removed(request: LoginRequest, declare: () => CustomResource, time: WorkTime): Promise<Outcome> {
  try {
    const resource = declare();
    await beforeDeadline(time, () => resource.remove());
  } catch (error) {
    console.error(`The login may remain. ${reasonOf(error)}`);
  }
  return { physicalId: request.PhysicalResourceId ?? request.LogicalResourceId };
}

function loginResource(
  { StackId, LogicalResourceId, ResourceProperties }: LoginRequest,
  createSystem: () => AccessSystem,
): CustomResource {
  const properties = new Properties(ResourceProperties);
  const service = properties.text('Service');
  const login: DeclaredLogin = { service, owner: `${StackId}/${LogicalResourceId}`, properties };
  return {
    physicalId: `${properties.text('System')}/${service}`,
    failure: `The login of ${service} was not created or updated.`,
    apply: async () => createSystem().apply(login),
    remove: async () => createSystem().remove(login),
  };
}

/** Rejects when the time is over, also if the work hangs. */
async function beforeDeadline<Result>({ deadline }: WorkTime, work: () => Promise<Result>): Promise<Result> {
  const over = new Promise<never>((_, reject) => {
    const stop = () => reject(new Error('The system did not answer in time. Check that it runs, and deploy again.'));
    deadline.addEventListener('abort', stop, { once: true });
    if (deadline.aborted) {
      stop();
    }
  });
  over.catch(() => undefined); // the work may be done before
  return Promise.race([over, work()]);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The function failed for an unknown reason.';
}
