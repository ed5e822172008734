import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnElement, cx_api, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Fields, fields, type Json, list } from './json';
import { ACCOUNT, overlap, REGION } from './placeholders';

/** A resource of a template. */
export interface Resource {
  readonly template: Template;
  readonly id: string;
  /** Its number among the resources of all templates. */
  readonly number: number;
  readonly type: string;
  readonly properties: Fields;
  /** Whether the stack creates it only if a condition holds. */
  readonly isConditional: boolean;
  /** The path of its construct. */
  readonly path: string;
  /** Its construct; that of the stack for a resource that no construct creates. */
  readonly construct: IConstruct;
}

/** The template of a stack, or of a nested stack. */
export class Template {
  public readonly name: string;
  public readonly account: string;
  public readonly region: string;
  public readonly partition: string;
  public readonly parameters: Fields;
  public readonly outputs: Fields;
  public readonly mappings: Fields;
  /** The macros that change the template at deployment. */
  public readonly transforms: Json[];
  public readonly resources = new Map<string, Resource>();
  /** Templates of nested stacks, by the logical ids of their resources. */
  public readonly nested = new Map<string, Template>();
  /** The template that contains this one, and the resource there. */
  public parent?: Resource;

  constructor(
    public readonly stack: Stack,
    constructs: ReadonlyMap<string, IConstruct>,
    firstNumber: number,
  ) {
    const content = read(stack);
    this.name = nameOf(stack);
    this.account = Token.isUnresolved(stack.account) ? ACCOUNT : stack.account;
    this.region = Token.isUnresolved(stack.region) ? REGION : stack.region;
    this.partition = partitionOf(this.region);
    this.parameters = fields(content.Parameters);
    this.outputs = fields(content.Outputs);
    this.mappings = fields(content.Mappings);
    this.transforms = list(content.Transform);
    for (const [id, definition] of Object.entries(fields(content.Resources))) {
      const { Type, Properties, Condition } = fields(definition);
      const construct = constructs.get(id);
      this.resources.set(id, {
        template: this,
        id,
        number: firstNumber + this.resources.size,
        type: String(Type),
        isConditional: Condition !== undefined,
        properties: fields(Properties),
        path: construct?.node.path ?? `${stack.node.path}/${id}`,
        construct: construct ?? stack,
      });
    }
  }
}

/** The synthesized templates of all stacks in a scope, with those of nested stacks and stages. */
export class Templates {
  public readonly all: Template[];
  public readonly resources: Resource[];
  /** Whether the CLI of the CDK runs the app, looks up values first, and then runs the app again with them. */
  public readonly hasPendingLookups: boolean;
  private readonly byType = new Map<string, Resource[]>();
  private readonly byStack = new Map<Stack, Template>();

  constructor(constructs: IConstruct[]) {
    const elements = new Map<Stack, Map<string, IConstruct>>();
    for (const construct of constructs) {
      if (Stack.isStack(construct)) {
        elements.set(construct, new Map());
      }
    }
    for (const construct of constructs) {
      if (CfnElement.isCfnElement(construct)) {
        elements.get(construct.stack)?.set(String(construct.stack.resolve(construct.logicalId)), construct);
      }
    }
    this.all = [];
    let count = 0;
    for (const [stack, own] of elements) {
      const template = new Template(stack, own, count);
      count += template.resources.size;
      this.all.push(template);
    }
    for (const template of this.all) {
      this.byStack.set(template.stack, template);
    }
    this.linkNested();
    this.hasPendingLookups =
      cx_api.CLI_VERSION_ENV in process.env &&
      constructs
        .filter(Stage.isStage)
        .some(({ outdir }) => list(readJson(join(outdir, 'manifest.json')).missing).length > 0);
    this.resources = this.all.flatMap(({ resources }) => [...resources.values()]);
    for (const resource of this.resources) {
      this.byType.set(resource.type, [...(this.byType.get(resource.type) ?? []), resource]);
    }
  }

  public ofType(...types: string[]): Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  public of(stack: Stack): Template | undefined {
    return this.byStack.get(stack);
  }

  /** Returns the resource of an element. */
  public resourceOf(element: CfnElement): Resource | undefined {
    return this.of(element.stack)?.resources.get(String(element.stack.resolve(element.logicalId)));
  }

  private linkNested(): void {
    for (const template of this.all) {
      const { nestedStackResource } = template.stack;
      const parent = nestedStackResource && this.resourceOf(nestedStackResource);
      if (parent) {
        template.parent = parent;
        parent.template.nested.set(parent.id, template);
      }
    }
  }
}

/** Whether two stacks may be in the same account and region: those of stages can have the same names in others. */
export function isSameRegion(one: Template, other: Template): boolean {
  return overlap(one.account, other.account) && overlap(one.region, other.region);
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) {
    return 'aws-cn';
  }
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function read(stack: Stack): Fields {
  return readJson(join(Stage.of(stack)?.outdir ?? '', stack.templateFile));
}

function readJson(path: string): Fields {
  const content: Json = JSON.parse(readFileSync(path, 'utf8'));
  return fields(content);
}

/** The name of a nested stack is generated from that of its parent. */
function nameOf(stack: Stack): string {
  const { nestedStackParent } = stack;
  return nestedStackParent ? `${nameOf(nestedStackParent)}-${stack.node.id}` : stack.stackName;
}
