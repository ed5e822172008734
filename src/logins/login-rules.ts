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
