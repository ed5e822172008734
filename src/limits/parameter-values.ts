import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import { leastLength } from './least-length';

/** Rejects a record of a service that is longer than a parameter of Systems Manager can be. */
export function validateRecord(scope: IConstruct, parameterName: string, record: object): void {
  const length = leastLength(JSON.stringify(record));
  if (length > MAX_LENGTH) {
    const refusal = refuse(scope, {
      prop: 'store',
      allowed: `one whose settings and permissions fit into the parameter ${parameterName}, which takes ${MAX_LENGTH} characters`,
      gotInWords: `at least ${length}`,
      fix: 'Have the store pass fewer settings, or grant access to fewer resources, of which one can be a pattern.',
    });
    scope.node.addValidation({ validate: () => [refusal.message] });
  }
}

/** The limit of an advanced parameter, which is what a value of more than 4,096 characters becomes. */
const MAX_LENGTH = 8_192;
