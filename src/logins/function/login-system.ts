import type { RotatedUser } from '../../rotation/function/rotation';
import type { Properties } from './properties';

/** A login as the template declares it. */
export interface DeclaredLogin {
  /** The service that logs in. */
  readonly service: string;
  /** Identifies the custom resource. A login belongs to the resource that declared it last. */
  readonly owner: string;
  readonly properties: Properties;
}

/** A system that keeps the access of services. */
export interface AccessSystem {
  /**
   * Declares the whole wanted state of a login, and tries it. Repeating it changes nothing, so that creation, update,
   * rollback and repetitions are the same call.
   *
   * @returns the attributes of the custom resource
   */
  apply(login: DeclaredLogin): Promise<Record<string, string>>;
  /** Takes the login and never data. Does nothing if another resource has declared the login since. */
  remove(login: DeclaredLogin): Promise<void>;
}

/** A system whose logins have passwords, for example a PostgreSQL server. It also rotates them. */
export interface LoginSystem extends AccessSystem, RotatedUser {}
