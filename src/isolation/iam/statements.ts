import { type Fields, fields, isFields, type Json, list } from '../templates/json';
import { ACCOUNT, REGION, SUFFIX, UNKNOWN } from '../templates/placeholders';
import type { Resource } from '../templates/templates';
import type { Values } from '../templates/values';

/** A principal of a statement, such as `AWS: arn:aws:iam::123456789012:root` or `Service: lambda.amazonaws.com`. */
export interface NamedPrincipal {
  readonly type: string;
  readonly name: string;
}

/** A statement of a policy, whose values are resolved. */
export interface Statement {
  readonly isAllow: boolean;
  readonly actions: string[];
  /** Whether the statement is for all actions except `actions`. */
  readonly isNotAction: boolean;
  readonly resources: string[];
  /** Whether the statement is for all resources except `resources`. */
  readonly isNotResource: boolean;
  readonly principals: NamedPrincipal[];
  /** Whether the statement is for all principals except `principals`. */
  readonly isNotPrincipal: boolean;
  readonly conditions: Condition[];
  /** The resource that contains the policy, and the place in it. */
  readonly resource: Resource;
  readonly place: string;
}

/** A condition of a statement, such as `StringEquals` on `aws:SourceAccount`. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: string[];
}

/**
 * Reads the statements of a policy. A policy that is known only at deployment becomes a statement that allows all. A Deny
 * that a condition of the template may remove denies nothing: `isSure` tells that the policy itself is always attached.
 */
export function statementsOf(
  document: Json,
  resource: Resource,
  values: Values,
  place = '',
  isSure = true,
): Statement[] {
  if (document === undefined || document === null) {
    return [];
  }
  const isText =
    typeof document === 'string' || (isFields(document) && ('Fn::Join' in document || 'Fn::Sub' in document));
  const parsed = isText ? parse(values.text(document, resource.template) ?? '') : document;
  const statements = isFields(parsed) ? list(parsed.Statement) : [];
  const isKnown = statements.length > 0 && statements.every((statement) => isFields(statement) && statement.Effect);
  if (!isKnown) {
    return [undecidable(resource, place)];
  }
  const isChosen = isFields(parsed) && hasChoice(parsed.Statement);
  return statements
    .map((item, index) => statementOf(fields(item), resource, values, `${place}statement ${index + 1}`))
    .filter(({ isAllow }) => isAllow || (isSure && !isChosen));
}

/** Whether a template chooses a value, or an item of a list, by a condition. */
export function hasChoice(value: Json): boolean {
  return [value].flat().some((item) => isFields(item) && 'Fn::If' in item);
}

/** Parses a policy that is written as text, such as those of log groups. A text that is no JSON tells no statements. */
function parse(document: string): Json {
  try {
    return JSON.parse(document.replace(PLACEHOLDERS, (character) => `\\u000${character.charCodeAt(0)}`));
  } catch {
    return {};
  }
}

/** Characters that JSON does not allow in texts. */
const PLACEHOLDERS = new RegExp(`[${[SUFFIX, UNKNOWN, ACCOUNT, REGION].join('')}]`, 'g');

function statementOf(statement: Fields, resource: Resource, values: Values, place: string): Statement {
  const { template } = resource;
  const texts = (value: Json) => list(value).flatMap((item) => values.texts(item, template));
  // what a statement excludes or denies counts only if it is so in every case
  const sureTexts = (value: Json) => {
    const isChosen = [value].flat().some((item) => isFields(item) && texts(item).length > 1);
    return isChosen || hasChoice(value) ? [UNKNOWN] : texts(value);
  };
  const { Effect, Action, NotAction, Resource: Resources, NotResource, Principal, NotPrincipal, Sid } = statement;
  const isAllow = Effect !== 'Deny';
  const included = isAllow ? texts : sureTexts;
  return {
    isAllow,
    actions: Action === undefined ? sureTexts(NotAction) : included(Action),
    isNotAction: Action === undefined,
    resources:
      Resources === undefined && NotResource !== undefined ? sureTexts(NotResource) : included(Resources ?? '*'), // the policy of an image repository names no resource
    isNotResource: Resources === undefined && NotResource !== undefined,
    principals: principalsOf(Principal ?? NotPrincipal, included),
    isNotPrincipal: Principal === undefined && NotPrincipal !== undefined,
    conditions: Object.entries(fields(statement.Condition)).flatMap(([operator, keys]) =>
      Object.entries(fields(keys)).map(([key, value]) => ({ operator, key, values: sureTexts(value) })),
    ),
    resource,
    place: typeof Sid === 'string' && Sid !== '' ? `${place} (${Sid})` : place,
  };
}

function principalsOf(principal: Json, texts: (value: Json) => string[]): NamedPrincipal[] {
  if (principal === undefined) {
    return [];
  }
  if (!isFields(principal) || Object.keys(principal).some((name) => name.startsWith('Fn::') || name === 'Ref')) {
    return texts(principal).map((name) => ({ type: 'AWS', name }));
  }
  return Object.entries(principal).flatMap(([type, names]) => texts(names).map((name) => ({ type, name })));
}

function undecidable(resource: Resource, place: string): Statement {
  return {
    isAllow: true,
    actions: [UNKNOWN],
    isNotAction: false,
    resources: [UNKNOWN],
    isNotResource: false,
    principals: [{ type: 'AWS', name: UNKNOWN }],
    isNotPrincipal: false,
    conditions: [],
    resource,
    place: `${place}policy that is known only at deployment`,
  };
}
