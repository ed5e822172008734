import { CreateServiceLinkedRoleCommand, GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { Clock } from '../../../src/search/function/service-linked-role';

/** A clock on which time passes only in pauses. After `total` milliseconds, it aborts the calls. */
export class FakeClock implements Clock {
  public elapsed = 0;
  private readonly controller = new AbortController();

  constructor(private readonly total = Number.POSITIVE_INFINITY) {}

  public get deadline(): AbortSignal {
    return this.controller.signal;
  }

  public now(): number {
    return START + this.elapsed;
  }

  public async pause(milliseconds: number): Promise<void> {
    this.elapsed += milliseconds;
    if (this.elapsed >= this.total) {
      this.controller.abort();
    }
    this.deadline.throwIfAborted();
  }
}

/** The state of IAM in an account. */
export interface AccountState {
  /** Age of the role in seconds; undefined if the account does not have it. */
  readonly roleAge?: number;
  /** The number of calls that IAM denies first. */
  readonly denied?: number;
  /** The number of lookups that miss the role after its creation. */
  readonly missed?: number;
  /** The error of every lookup. */
  readonly lookupError?: Error;
  /** The error of the creation. The account has the role then, as if another stack had created it. */
  readonly creationError?: Error;
}

/** IAM in an account. It records the calls. */
export function account(clock: Clock, state: AccountState) {
  const iam = new IAMClient();
  const calls: string[] = [];
  const inputs: unknown[] = [];
  let { denied = 0, missed = 0 } = state;
  let created = state.roleAge === undefined ? undefined : clock.now() - state.roleAge * 1000;
  jest.spyOn(iam, 'send').mockImplementation(async (command: unknown, options?: unknown) => {
    expect(options).toEqual({ abortSignal: clock.deadline });
    if (denied-- > 0) {
      throw failure('AccessDenied', 'is not authorized');
    }
    if (command instanceof GetRoleCommand) {
      calls.push('get');
      inputs.push(command.input);
      if (state.lookupError) {
        throw state.lookupError;
      }
      if (created === undefined || (calls.includes('create') && missed-- > 0)) {
        throw new NoSuchEntityException({ message: 'not found', $metadata: {} });
      }
      return { Role: { CreateDate: new Date(created) } };
    }
    if (command instanceof CreateServiceLinkedRoleCommand) {
      calls.push('create');
      inputs.push(command.input);
      created = clock.now();
      if (state.creationError) {
        throw state.creationError;
      }
      return {};
    }
    throw new Error(`unexpected call: ${command}`);
  });
  return { iam, calls, inputs };
}

export function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

const START = Date.UTC(2026, 10, 26);
