import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import { Authentication } from './authentication';

/** Rejects a way to log in that does not exist. JavaScript passes any text. */
export function requireAuthentication(scope: IConstruct, authentication: string | undefined): void {
  const values: string[] = Object.values(Authentication);
  if (authentication !== undefined && !values.includes(authentication)) {
    throw refuse(scope, {
      prop: 'logins.authentication',
      got: authentication,
      allowed: values.join(' or '),
      fix: `Use ${values.map((value) => `\`Authentication.${value}\``).join(' or ')}.`,
    });
  }
}

/** Rejects a second service with one name in a system, which would take over the login of the first one. */
export function requireOneLogin(
  scope: IConstruct,
  {
    system,
    serviceName,
    isTaken,
  }: { readonly system: string; readonly serviceName: string; readonly isTaken: boolean },
): void {
  if (isTaken) {
    throw refuse(scope, {
      prop: 'serviceName',
      got: serviceName,
      allowed: `a name that no other service on the same ${system} has`,
      fix: 'Rename one of the services: its name is that of its login.',
    });
  }
}
