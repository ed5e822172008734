import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import { leastLength } from './least-length';
import type { Survey } from './survey';

/**
 * Rejects a setting that a stack of the app reads by a parameter, and that is longer than CloudFormation takes. Other readers
 * can have longer ones.
 */
export function validateParameterValues({ stackParameters, ssmParameters }: Survey): string[] {
  const names = new Set(stackParameters.map((parameter) => String(parameter.default)));
  return [...ssmParameters].flatMap(([name, { construct, isOfPlatform }]) => {
    const length = isOfPlatform && names.has(name) ? leastLength(construct.value) : 0;
    return length > MAX_STACK_PARAMETER ? [tooLong(construct, name, length).message] : [];
  });
}

function tooLong(scope: IConstruct, name: string, length: number): Error {
  return refuse(scope, {
    prop: 'settings',
    allowed: `of at most ${MAX_STACK_PARAMETER} characters, because a stack of the app reads ${name} by a parameter`,
    gotInWords: `at least ${length}`,
    fix: 'Have the store pass a shorter setting, or read the parameter when the workload runs.',
  });
}

/** Rejects a record of a service that is longer than a parameter of Systems Manager can be. */
export function validateRecord(scope: IConstruct, parameterName: string, record: object): void {
  const length = leastLength(JSON.stringify(record));
  if (length > MAX_SSM_PARAMETER) {
    const refusal = refuse(scope, {
      prop: 'store',
      allowed: `one whose settings and permissions fit into the parameter ${parameterName}, which takes ${MAX_SSM_PARAMETER} characters`,
      gotInWords: `at least ${length}`,
      fix: 'Have the store pass fewer settings, or grant access to fewer resources, of which one can be a pattern.',
    });
    scope.node.addValidation({ validate: () => [refusal.message] });
  }
}

/** The limit of CloudFormation for the value of a parameter of a stack. */
const MAX_STACK_PARAMETER = 4_096;
/** The limit of an advanced parameter, which is what a value of more than 4,096 characters becomes. */
const MAX_SSM_PARAMETER = 8_192;
