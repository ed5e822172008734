import { App, Stack } from 'aws-cdk-lib';

/** A value of a template. */
export type Json = string | number | boolean | null | undefined | Json[] | { [name: string]: Json };
export type Fields = { [name: string]: Json };

/** A resource of a stack. */
export interface ResourceReference {
  readonly stack: string;
  readonly id: string;
}

interface StackTemplate {
  readonly stack: string;
  readonly template: Fields;
}

interface Source {
  readonly from: StackTemplate;
  readonly value: Json;
}

/**
 * Follows the values that a stack of an app reads from other stacks, as CloudFormation does at deployment: through
 * parameters of Systems Manager and through exports.
 */
export class CrossStackValues {
  private readonly templates = new Map<string, StackTemplate>();
  private readonly parameters = new Map<string, Source>();
  private readonly exports = new Map<string, Source>();

  /** @param stacks the app, or templates by the names of stacks as they are deployed at a time */
  constructor(stacks: App | ReadonlyMap<string, Fields>) {
    for (const [stack, template] of stacks instanceof App ? templatesOf(stacks) : stacks) {
      const own = { stack, template };
      this.templates.set(stack, own);
      for (const { Type, Properties } of elements(template.Resources)) {
        if (Type === 'AWS::SSM::Parameter' && isFields(Properties)) {
          this.parameters.set(String(Properties.Name), { from: own, value: Properties.Value });
        }
      }
      for (const { Export, Value } of elements(template.Outputs)) {
        if (isFields(Export)) {
          this.exports.set(String(Export.Name), { from: own, value: Value });
        }
      }
    }
  }

  /**
   * Returns a value of a stack with each value of another stack replaced by what that stack writes there. A reference
   * to a resource of another stack names the stack: `{ 'in Shop': { Ref: 'Secret' } }`. Throws if a stack reads a
   * parameter that no stack writes, or a key that the parameter does not have.
   */
  public resolve(stack: Stack | string, value: unknown): Json {
    const name = Stack.isStack(stack) ? stack.stackName : String(stack);
    return this.evaluate(this.find(name), json(value), name);
  }

  private find(stack: string): StackTemplate {
    const template = this.templates.get(stack);
    if (template === undefined) {
      throw new Error(`the app has no stack ${stack}`);
    }
    return template;
  }

  private evaluate(within: StackTemplate, value: Json, reader: string): Json {
    const evaluate = (part: Json) => this.evaluate(within, part, reader);
    if (Array.isArray(value)) {
      return value.map(evaluate);
    }
    if (!isFields(value)) {
      return value;
    }
    const [name] = Object.keys(value);
    const argument = value[name];
    if (Object.keys(value).length === 1) {
      switch (name) {
        case 'Ref': {
          const source = this.parameterOf(within, String(argument));
          return source ? this.evaluate(source.from, source.value, reader) : ownedBy(within, value, reader);
        }
        case 'Fn::GetAtt':
          return ownedBy(within, value, reader);
        case 'Fn::ImportValue': {
          const source = this.exports.get(String(argument));
          if (source === undefined) {
            throw new Error(`${within.stack} imports ${argument}, which no stack exports`);
          }
          return this.evaluate(source.from, source.value, reader);
        }
        case 'Fn::Join': {
          const [delimiter, parts] = list(argument).map(evaluate);
          return Array.isArray(parts) ? join(String(delimiter), parts) : { 'Fn::Join': [delimiter, parts] };
        }
        case 'Fn::Split': {
          const [delimiter, text] = list(argument).map(evaluate);
          const items = split(String(delimiter), text);
          if (items === undefined && isKey(delimiter)) {
            throw new Error(`${within.stack} reads '${delimiter}', which no parameter contains`);
          }
          return items ?? { 'Fn::Split': [delimiter, text] };
        }
        case 'Fn::Select': {
          const [index, items] = list(argument).map(evaluate);
          return Array.isArray(items) ? items[Number(index)] : { 'Fn::Select': [index, items] };
        }
      }
    }
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, evaluate(part)]));
  }

  /** What another stack writes to the parameter of Systems Manager that a parameter of a template reads, if it is one. */
  private parameterOf({ stack, template }: StackTemplate, id: string): Source | undefined {
    const parameter = isFields(template.Parameters) ? template.Parameters[id] : undefined;
    if (!isFields(parameter) || parameter.Type !== 'AWS::SSM::Parameter::Value<String>' || id === 'BootstrapVersion') {
      return undefined;
    }
    const source = this.parameters.get(String(parameter.Default));
    if (source === undefined) {
      throw new Error(`${stack} reads ${parameter.Default}, which no stack writes`);
    }
    return source;
  }
}

function templatesOf(app: App): Map<string, Fields> {
  return new Map(app.synth().stacks.map(({ stackName, template }) => [stackName, template]));
}

/** Whether a delimiter is what precedes a value in a parameter of the library. */
function isKey(delimiter: Json): boolean {
  return typeof delimiter === 'string' && /^\|.* = $/.test(delimiter);
}

/** A reference to a resource, with the name of its stack if another stack reads it. */
function ownedBy({ stack }: StackTemplate, reference: Fields, reader: string): Json {
  const isPseudoParameter = String(reference.Ref).startsWith('AWS::');
  return stack === reader || isPseudoParameter ? reference : { [`${IN}${stack}`]: reference };
}

/** Returns the resources that a resolved value of a stack refers to. */
export function referencesIn(stack: string, value: Json): ResourceReference[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => referencesIn(stack, item));
  }
  if (!isFields(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, argument]) => {
    if (name === 'Ref' || name === 'Fn::GetAtt') {
      return [{ stack, id: String(list(argument)[0]) }];
    }
    return referencesIn(name.startsWith(IN) ? name.slice(IN.length) : stack, argument);
  });
}

/** Begins the name of the stack of a reference. */
const IN = 'in ';

/** The parts of a text: literals, and expressions that only the deployment knows. */
function partsOf(text: Json): Json[] {
  return isFields(text) && 'Fn::Join' in text ? list(list(text['Fn::Join'])[1]) : [text];
}

function join(delimiter: string, items: Json[]): Json {
  const parts = items.flatMap((item, index) => [...(index > 0 ? [delimiter] : []), ...partsOf(item)]);
  const merged: Json[] = [];
  for (const part of parts.filter((one) => one !== '')) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') {
      merged[merged.length - 1] = last + part;
    } else {
      merged.push(part);
    }
  }
  return merged.length > 1 ? { 'Fn::Join': ['', merged] } : (merged[0] ?? '');
}

/** Splits a text at the delimiter in its literals. Returns undefined for a text without it, which only the deployment knows. */
function split(delimiter: string, text: Json): Json[] | undefined {
  const items: Json[][] = [[]];
  for (const part of partsOf(text)) {
    const [first, ...others] = typeof part === 'string' ? part.split(delimiter) : [part];
    items[items.length - 1].push(first);
    items.push(...others.map((other) => [other]));
  }
  const isKnown = items.length > 1 || typeof text === 'string';
  return isKnown ? items.map((item) => join('', item)) : undefined;
}

function elements(section: Json): Fields[] {
  return isFields(section) ? Object.values(section).filter(isFields) : [];
}

/** Converts a value of unknown type, which is part of a template. */
function json(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null));
}

export function list(value: Json): Json[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

export function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
