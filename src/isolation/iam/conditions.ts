import { ACCOUNT, covers, overlap, UNKNOWN } from '../templates/placeholders';
import type { Condition } from './statements';

/** Whether conditions hold for a principal: `undefined` if the templates do not decide it. */
export type Decision = boolean | undefined;

/** The principal that conditions are decided for. */
export interface Caller {
  /** Its ARN; undefined for a principal that is known only as somebody outside of the app. */
  readonly arn?: string;
  readonly account?: string;
}

/** Decides the conditions of a statement. All must hold. */
export function decide(conditions: Condition[], caller: Caller): Decision {
  const decisions = conditions.map((condition) => decideOne(condition, caller));
  if (decisions.includes(false)) {
    return false;
  }
  return decisions.includes(undefined) ? undefined : true;
}

function decideOne({ operator, key, values }: Condition, caller: Caller): Decision {
  const name = key.toLowerCase();
  const base = operator.replace(/^For(All|Any)Values:/, '').replace(/IfExists$/, '');
  if (base === 'Null') {
    return undefined;
  }
  if (values.some((value) => value.includes(UNKNOWN))) {
    return undefined;
  }
  if (name === 'aws:securetransport' && base === 'Bool') {
    return values.includes('true'); // the SDKs call AWS over TLS
  }
  if (name === 'aws:principalisawsservice' || name === 'aws:viaawsservice') {
    return base === 'Bool' && name === 'aws:principalisawsservice' ? values.includes('false') : undefined;
  }
  if (name === 'aws:principalarn' && caller.arn !== undefined) {
    return compare(base, values, caller.arn);
  }
  if ((name === 'aws:principalaccount' || name === 'kms:calleraccount') && caller.account !== undefined) {
    return caller.account === ACCOUNT ? undefined : compare(base, values, caller.account);
  }
  return undefined;
}

function compare(operator: string, values: string[], actual: string): Decision {
  const isNegated = /Not/.test(operator);
  if (!/^(String|Arn)/.test(operator)) {
    return undefined;
  }
  const isPattern = /Like|^Arn/.test(operator);
  const fold = (text: string) => (/IgnoreCase/.test(operator) ? text.toLowerCase() : text);
  if (values.some((value) => (isPattern ? covers(value, actual) : fold(value) === fold(actual)))) {
    return !isNegated;
  }
  const mayMatch = values.some((value) => overlap(isPattern ? value : fold(value), fold(actual)));
  return mayMatch ? undefined : isNegated;
}
