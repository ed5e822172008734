import { attributeOf, refOf } from './canonical-names';
import { type Fields, fields, isFields, type Json } from './json';
import { loginAttribute } from './login-attributes';
import { UNKNOWN } from './placeholders';
import { isSameRegion, type Resource, type Template, type Templates } from './templates';

/** The most texts that a value is followed to: a template may choose between several by conditions. */
const MAX_TEXTS = 32;
/** The longest chain of references that a value is followed through. */
const MAX_DEPTH = 40;

/**
 * Resolves the values of templates to text, such as the ARN of the resource that a value refers to. It follows values
 * through exports, parameters of nested stacks and their outputs, and parameters of Systems Manager.
 *
 * A value that is known only at deployment becomes a placeholder.
 */
export class Values {
  private readonly exports = new Map<string, { readonly template: Template; readonly value: Json }[]>();
  private readonly parameters = new Map<string, Resource[]>();
  private readonly stacks = new Map<string, Template[]>();
  private readonly cache = new WeakMap<object, string[]>();
  private depth = 0;

  constructor(templates: Templates) {
    for (const template of templates.all) {
      add(this.stacks, template.name, template);
      for (const output of Object.values(template.outputs).map(fields)) {
        const { Name } = fields(output.Export);
        for (const name of this.texts(Name, template)) {
          add(this.exports, name, { template, value: output.Value });
        }
      }
    }
    for (const resource of templates.ofType('AWS::SSM::Parameter')) {
      for (const name of this.texts(resource.properties.Name, resource.template)) {
        add(this.parameters, name, resource);
      }
    }
  }

  /** Returns the texts that a value can have, and those of each item of a list. */
  public texts(value: Json, template: Template): string[] {
    if (typeof value !== 'object' || value === null) {
      return value === undefined || value === null ? [] : this.withDynamicReferences(String(value), template);
    }
    const cached = this.cache.get(value);
    if (cached !== undefined) {
      return cached;
    }
    if (this.depth >= MAX_DEPTH) {
      return [UNKNOWN];
    }
    this.depth += 1;
    const texts = Array.isArray(value)
      ? value.flatMap((item) => this.texts(item, template))
      : limited(this.evaluate(value, template), UNKNOWN);
    this.depth -= 1;
    this.cache.set(value, texts);
    return texts;
  }

  /** Returns the text of a value that is not a list; undefined if it has none. */
  public text(value: Json, template: Template): string | undefined {
    return this.texts(value, template)[0];
  }

  /** Returns what `Ref` returns for a resource. */
  public ref(resource: Resource): string {
    return refOf(resource, this.textOf);
  }

  /** Returns an attribute of a resource. */
  public attribute(resource: Resource, attribute: string): string {
    return attributeOf(resource, attribute, this.textOf);
  }

  /** Returns the ARN of a resource. */
  public arn(resource: Resource): string {
    return this.attribute(resource, 'Arn');
  }

  private readonly textOf = (value: Json, { template }: Resource): string | undefined => this.text(value, template);

  private evaluate(value: Fields, template: Template): string[] {
    const [[intrinsic, argument] = ['', undefined]] = Object.entries(value);
    switch (intrinsic) {
      case 'Ref':
        return this.reference(String(argument), template);
      case 'Fn::GetAtt':
        return this.attributeTexts(typeof argument === 'string' ? argument.split('.') : argument, template);
      case 'Fn::Join':
        return Array.isArray(argument) ? this.join(argument, template) : [UNKNOWN];
      case 'Fn::Sub':
        return this.substitute(argument, template);
      case 'Fn::Select':
        return Array.isArray(argument) ? this.select(argument, template) : [UNKNOWN];
      case 'Fn::Split':
        return Array.isArray(argument)
          ? this.texts(argument[1], template).flatMap((text) => text.split(String(argument[0])))
          : [UNKNOWN];
      case 'Fn::If':
        return Array.isArray(argument) ? argument.slice(1).flatMap((item) => this.texts(item, template)) : [UNKNOWN];
      case 'Fn::ImportValue':
        return this.texts(argument, template).flatMap((name) => this.imported(name, template));
      case 'Fn::GetStackOutput':
        return this.stackOutput(fields(argument), template);
      case 'Fn::FindInMap':
        return this.found(argument, template);
      case 'Fn::Base64':
        return this.texts(argument, template);
      default:
        return [UNKNOWN]; // a macro, or an intrinsic function whose result is known only at deployment
    }
  }

  private reference(name: string, template: Template): string[] {
    const pseudo: Readonly<Record<string, string[]>> = {
      'AWS::AccountId': [template.account],
      'AWS::Region': [template.region],
      'AWS::Partition': [template.partition],
      'AWS::URLSuffix': ['amazonaws.com'],
      'AWS::StackName': [template.name],
      'AWS::NoValue': [],
    };
    if (pseudo[name] !== undefined) {
      return pseudo[name];
    }
    const resource = template.resources.get(name);
    return resource ? this.refTexts(resource) : this.parameter(name, template);
  }

  /** The attachment of a secret has the ARN of the secret. */
  private refTexts(resource: Resource): string[] {
    return resource.type === 'AWS::SecretsManager::SecretTargetAttachment'
      ? this.texts(resource.properties.SecretId, resource.template)
      : [this.ref(resource)];
  }

  /** The value of a parameter of a nested stack, or of Systems Manager; others are known only at deployment. */
  private parameter(name: string, template: Template): string[] {
    const { Type, Default, AllowedValues } = fields(template.parameters[name]);
    const given = fields(template.parent?.properties.Parameters)[name];
    if (template.parent && given !== undefined) {
      return this.texts(given, template.parent.template);
    }
    if (String(Type).startsWith('AWS::SSM::Parameter::Value')) {
      const texts = this.storedValue(String(Default), template);
      return String(Type).includes('List') ? texts.flatMap((text) => text.split(',')) : texts;
    }
    return Array.isArray(AllowedValues) ? AllowedValues.map(String) : [UNKNOWN];
  }

  private storedValue(name: string, template: Template): string[] {
    const found = (this.parameters.get(name) ?? []).filter((resource) => isSameRegion(resource.template, template));
    return found.length === 0
      ? [UNKNOWN]
      : found.flatMap((resource) => this.texts(resource.properties.Value, resource.template));
  }

  private attributeTexts(argument: Json, template: Template): string[] {
    if (!Array.isArray(argument)) {
      return [UNKNOWN];
    }
    const [id, ...rest] = argument.map(String);
    const resource = template.resources.get(id);
    const attribute = rest.join('.');
    if (resource === undefined) {
      return [UNKNOWN];
    }
    const nested = template.nested.get(id);
    if (nested && attribute.startsWith('Outputs.')) {
      return this.texts(fields(nested.outputs[attribute.slice('Outputs.'.length)]).Value, nested);
    }
    const isParameter = resource.type === 'AWS::SSM::Parameter' && attribute === 'Value';
    const passedOn = isParameter ? resource.properties.Value : loginAttribute(resource, attribute);
    if (passedOn !== undefined) {
      return this.texts(passedOn, resource.template);
    }
    const isCustom = /^(Custom::|AWS::CloudFormation::)/.test(resource.type);
    return isCustom ? [UNKNOWN] : [this.attribute(resource, attribute)];
  }

  private imported(name: string, template: Template): string[] {
    const found = (this.exports.get(name) ?? []).filter((one) => isSameRegion(one.template, template));
    return found.length === 0 ? [UNKNOWN] : found.flatMap((one) => this.texts(one.value, one.template));
  }

  /** An output of another stack, by its name: a reference for which the CDK creates no export. */
  private stackOutput({ StackName, OutputName }: Fields, template: Template): string[] {
    const owners = this.stacks.get(this.text(StackName, template) ?? '') ?? [];
    const name = this.text(OutputName, template) ?? '';
    const found = owners.filter(({ outputs }) => outputs[name] !== undefined);
    return found.length === 0
      ? [UNKNOWN]
      : found.flatMap((owner) => this.texts(fields(owner.outputs[name]).Value, owner));
  }

  private join([separator, parts]: Json[], template: Template): string[] {
    const choice = choiceOf(parts);
    if (choice !== undefined) {
      return choice.flatMap((branch) => this.join([separator, branch], template));
    }
    if (!Array.isArray(parts)) {
      return [this.texts(parts, template).join(String(separator))];
    }
    return parts
      .map((part) => this.texts(part, template))
      .filter((texts) => texts.length > 0)
      .reduce<string[][]>(
        (all, texts) =>
          limited(
            all.flatMap((begin) => texts.map((text) => [...begin, text])),
            [UNKNOWN],
          ),
        [[]],
      )
      .map((texts) => texts.join(String(separator)))
      .flatMap((text) => this.withDynamicReferences(text, template));
  }

  private substitute(argument: Json, template: Template): string[] {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const parts = String(text).split(/(\$\{[^}]+\})/);
    const values = parts.map((part): Json => {
      const name = /^\$\{([^!}][^}]*)\}$/.exec(part)?.[1];
      if (name === undefined) {
        return part.replace('${!', '${');
      }
      const given = fields(variables)[name];
      return given ?? (name.includes('.') ? { 'Fn::GetAtt': name.split('.') } : { Ref: name });
    });
    return this.join(['', values], template);
  }

  private select([index, from]: Json[], template: Template): string[] {
    const choice = choiceOf(from);
    if (choice !== undefined) {
      return choice.flatMap((branch) => this.select([index, branch], template));
    }
    const position = Number(this.text(index, template));
    if (Number.isNaN(position)) {
      return [UNKNOWN];
    }
    if (Array.isArray(from)) {
      return this.texts(from[position], template);
    }
    const split = isFields(from) ? from['Fn::Split'] : undefined;
    if (Array.isArray(split)) {
      return this.texts(split[1], template).map((text) => text.split(String(split[0]))[position] ?? UNKNOWN);
    }
    const texts = this.texts(from, template);
    return [texts.includes(UNKNOWN) ? UNKNOWN : (texts[position] ?? `${texts[0] ?? UNKNOWN}[${position}]`)];
  }

  private found(argument: Json, template: Template): string[] {
    const [maps = [], first = [], second = []] = Array.isArray(argument)
      ? argument.map((key) => this.texts(key, template))
      : [];
    return maps.flatMap((map) =>
      first.flatMap((top) =>
        second.flatMap((key) => {
          const value = fields(fields(template.mappings[map])[top])[key];
          return value === undefined ? [UNKNOWN] : this.texts(value, template);
        }),
      ),
    );
  }

  /** Replaces `{{resolve:ssm:...}}` by the values that the parameter can have. */
  private withDynamicReferences(text: string, template: Template): string[] {
    const [reference, name] = /\{\{resolve:ssm:([^:}]+)[^}]*\}\}/.exec(text) ?? [];
    return reference === undefined
      ? [text]
      : limited(
          this.storedValue(name, template).flatMap((value) =>
            this.withDynamicReferences(
              text.replace(reference, () => value),
              template,
            ),
          ),
          UNKNOWN,
        );
  }
}

/** Keeps some of many possible values, and tells that there are others. */
function limited<T>(values: T[], others: T): T[] {
  return values.length > MAX_TEXTS ? [...values.slice(0, MAX_TEXTS), others] : values;
}

/** The branches of `Fn::If`. */
function choiceOf(value: Json): Json[] | undefined {
  const choice = isFields(value) ? value['Fn::If'] : undefined;
  return Array.isArray(choice) ? choice.slice(1) : undefined;
}

function add<T>(map: Map<string, T[]>, name: string, value: T): void {
  map.set(name, [...(map.get(name) ?? []), value]);
}
