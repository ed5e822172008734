import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse, requireMatch } from '../private/validation';

/** Refuses a service's name that DocumentDB keeps for a database of its own. */
export function requireDocumentDbName(scope: IConstruct, name: string): void {
  if (SYSTEM_DATABASES.has(name)) {
    throw refuse(scope, {
      prop: 'name',
      got: name,
      allowed: 'a name that DocumentDB does not keep for itself',
      fix: `Rename the service, for example to ${name}service, or give it another kind of store.`,
    });
  }
}

/** Refuses a version that is not in three parts; a token too, because the version names the parameter family. */
export function requireDocumentDbVersion(scope: IConstruct, engineVersion: string): void {
  const allowed = 'a version in three parts, such as 8.0.0';
  const fix = 'See the release notes of DocumentDB for its versions.';
  if (Token.isUnresolved(engineVersion)) {
    throw refuse(scope, { prop: 'engineVersion', got: 'a token', allowed, fix });
  }
  requireMatch(scope, 'engineVersion', engineVersion, /^[1-9]\d*\.\d+\.\d+$/, allowed, fix);
}

const SYSTEM_DATABASES = new Set(['admin', 'config', 'local']);
