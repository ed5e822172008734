import type { IConstruct } from 'constructs';
import type { ServiceDefinition } from '../catalogue/service-catalogue';
import { Authentication } from '../logins/authentication';
import { refuse } from '../private/validation';
import { DatabaseStore } from '../stores/database-store';
import type { IServiceStore } from '../stores/store-contract';

/** Rejects IAM as the choice of a service whose store has a login with a password that the library does not create. */
export function requireIamStore(scope: IConstruct, { logins }: ServiceDefinition, store: IServiceStore): void {
  const hasPassword = 'DATABASE_PASSWORD' in store.secrets && !(store instanceof DatabaseStore);
  if (logins?.authentication === Authentication.IAM && hasPassword) {
    throw refuse(scope, {
      prop: 'logins.authentication',
      got: Authentication.IAM,
      allowed: 'Authentication.PASSWORD for this kind of store',
      fix: 'Only PostgreSQL instances and Aurora clusters that the library creates have IAM logins: leave it out.',
    });
  }
}
