import type { IConstruct } from 'constructs';
import type { PublishedValues } from '../parameters/published-values';
import { refuse } from '../private/validation';
import { leastLength } from './least-length';

/**
 * Rejects values that do not fit into their parameter of Systems Manager, or into the parameter of a stack that reads them.
 * @param prop the prop that the values come from
 */
export function validateValues(values: PublishedValues, prop: string): void {
  const validate = () =>
    validateLength(values, {
      prop,
      content: 'values',
      parameterName: values.parameterName,
      text: values.text,
      limit: values.isRead ? MAX_STACK_PARAMETER : MAX_SSM_PARAMETER,
      fix: 'Use fewer values that are known only at deployment: the parameter contains no others.',
    });
  values.node.addValidation({ validate });
}

/** Rejects a record of a service that does not fit into its parameter of Systems Manager. */
export function validateRecord(scope: IConstruct, parameterName: string, record: object): void {
  const validate = () =>
    validateLength(scope, {
      prop: 'store',
      content: 'settings and permissions',
      parameterName,
      text: JSON.stringify(record),
      limit: MAX_SSM_PARAMETER,
      fix: 'Have the store pass fewer settings, or grant access to fewer resources, of which one can be a pattern.',
    });
  scope.node.addValidation({ validate });
}

interface ParameterValue {
  readonly prop: string;
  readonly content: string;
  readonly parameterName: string;
  readonly text: string;
  readonly limit: number;
  readonly fix: string;
}

function validateLength(scope: IConstruct, value: ParameterValue): string[] {
  const { prop, content, parameterName, text, limit, fix } = value;
  const length = leastLength(text);
  if (length <= limit) {
    return [];
  }
  const taker = limit === MAX_STACK_PARAMETER ? 'a stack that reads it' : 'Systems Manager';
  const refusal = refuse(scope, {
    prop,
    allowed: `one whose ${content} fit into the parameter ${parameterName}, of which ${taker} takes ${limit} characters`,
    gotInWords: `at least ${length}`,
    fix,
  });
  return [refusal.message];
}

/** The limit of CloudFormation for the value of a parameter of a stack. */
const MAX_STACK_PARAMETER = 4_096;
/** The limit of an advanced parameter, which is what a value of more than 4,096 characters becomes. */
const MAX_SSM_PARAMETER = 8_192;
