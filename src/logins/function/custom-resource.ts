import { type AnsweredRequest, answer, type Outcome, type Pause } from './answer';
import type { DeclaredLogin, LoginSystem } from './login-system';
import { Properties } from './properties';
import type { WorkTime } from './work-time';

/** A request of CloudFormation to create, update or delete a login. */
export interface LoginRequest extends AnsweredRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

/** Executes a request, and answers it on every path. Never throws. */
export async function handleRequest(
  request: LoginRequest,
  createSystem: () => LoginSystem,
  { time, pause }: { readonly time: WorkTime; readonly pause: Pause },
): Promise<void> {
  const outcome =
    request.RequestType === 'Delete'
      ? await removed(request, createSystem, time)
      : await applied(request, createSystem, time);
  await answer(request, outcome, pause);
}

async function applied(request: LoginRequest, createSystem: () => LoginSystem, time: WorkTime): Promise<Outcome> {
  const fallback = request.PhysicalResourceId ?? request.LogicalResourceId;
  try {
    const login = loginOf(request);
    const physicalId = physicalIdOf(login);
    try {
      const attributes = await beforeDeadline(time, () => createSystem().apply(login));
      return { physicalId, attributes };
    } catch (error) {
      return { physicalId: request.PhysicalResourceId ?? physicalId, failure: reasonOf(error, login) };
    }
  } catch (error) {
    return { physicalId: fallback, failure: reasonOf(error) };
  }
}

/** Always succeeds: a stack must be deletable when its server is gone, and a login that remains is in the log. */
async function removed(request: LoginRequest, createSystem: () => LoginSystem, time: WorkTime): Promise<Outcome> {
  try {
    const login = loginOf(request);
    await beforeDeadline(time, () => createSystem().remove(login));
  } catch (error) {
    console.error(`The login may remain. ${reasonOf(error)}`);
  }
  return { physicalId: request.PhysicalResourceId ?? request.LogicalResourceId };
}

function loginOf({ StackId, LogicalResourceId, ResourceProperties }: LoginRequest): DeclaredLogin {
  const properties = new Properties(ResourceProperties);
  return { service: properties.text('Service'), owner: `${StackId}/${LogicalResourceId}`, properties };
}

/** Never contains a version: CloudFormation would delete the resource with the former id, which is the same login. */
function physicalIdOf({ properties, service }: DeclaredLogin): string {
  return `${properties.text('System')}/${service}`;
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

function reasonOf(error: unknown, login?: DeclaredLogin): string {
  const message = error instanceof Error ? error.message : 'The function failed for an unknown reason.';
  return login ? `The login of ${login.service} was not created or updated. ${message}` : message;
}
