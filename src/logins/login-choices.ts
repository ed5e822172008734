import { layered } from '../private/layered';
import type { LoginOptions } from './login-options';

/** Returns the choices of a service and, for each that it leaves out, the choice of all services. */
export function loginChoices(own?: LoginOptions, ofAll?: LoginOptions): LoginOptions {
  return layered(NO_CHOICE, ofAll, own);
}

const NO_CHOICE: LoginOptions = { authentication: undefined, sharedLogins: undefined, connectionLimit: undefined };
