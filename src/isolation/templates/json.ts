/** A value of a template. */
export type Json = string | number | boolean | null | undefined | Json[] | Fields;

/** An object of a template. */
export interface Fields {
  readonly [name: string]: Json;
}

export function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a list, also of a single value, which CloudFormation accepts for some lists; `Fn::If` becomes both lists. */
export function list(value: Json): Json[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => (isFields(item) && 'Fn::If' in item ? list(item) : [item]));
  }
  if (isFields(value) && Array.isArray(value['Fn::If'])) {
    return value['Fn::If'].slice(1).flatMap(list);
  }
  return isFields(value) && value.Ref === 'AWS::NoValue' ? [] : [value];
}

export function fields(value: Json): Fields {
  return isFields(value) ? value : {};
}
