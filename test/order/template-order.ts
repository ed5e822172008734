import { CfnElement, NestedStack, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { propertyAt } from '../support/resources';

/** A resource of a template, with the dependencies that are not references. */
export interface OrderedResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | string[];
}

/** The ids of the resources that a value refers to. An id begins with the ids of the nested stacks around the resource. */
type References = (value: unknown) => string[];

/** The order in which CloudFormation creates the resources of a template, and those of nested stacks. */
export class TemplateOrder {
  public readonly resources = new Map<string, OrderedResource>();
  private readonly references = new Map<string, References>();
  /** The ids of the resources that must exist before a resource, by its id. */
  private readonly needs = new Map<string, readonly string[]>();
  private readonly before = new Map<string, ReadonlySet<string>>();

  constructor(template: Template, nested: NestedStacks = new Map()) {
    this.addTemplate(template, nested, { prefix: '', needs: [], referencesOfParameter: () => [] });
  }

  /** The order of a stack together with its nested stacks. */
  public static ofStack(stack: Stack): TemplateOrder {
    return new TemplateOrder(Template.fromStack(stack), nestedStacksOf(stack));
  }

  /** The ids and the resources of a type. */
  public ofType(type: string): Array<readonly [string, OrderedResource]> {
    return [...this.resources].filter(([, { Type }]) => Type === type);
  }

  /** The ids of the resources that a property of a resource refers to. The property can be a path, such as `A.B`. */
  public referencesOf(id: string, property: string): string[] {
    return this.references.get(id)?.(propertyAt(this.resources.get(id)?.Properties, property)) ?? [];
  }

  /** Whether CloudFormation creates the second resource only after the first one, directly or through others. */
  public isBefore(first: string, second: string): boolean {
    return this.createdBefore(second).has(first);
  }

  /** The ids of all resources that exist when CloudFormation creates a resource. */
  private createdBefore(id: string): ReadonlySet<string> {
    const known = this.before.get(id);
    if (known) {
      return known;
    }
    const direct = this.needs.get(id) ?? [];
    const all = new Set(direct.flatMap((other) => [other, ...this.createdBefore(other)]));
    this.before.set(id, all);
    return all;
  }

  /** Adds the resources of a template. Returns the references of its outputs. */
  private addTemplate(
    template: Template,
    nested: NestedStacks,
    { prefix, needs, referencesOfParameter }: Surroundings,
  ): (output: string) => string[] {
    const { Resources, Outputs } = template.toJSON();
    const resources: Record<string, OrderedResource> = Resources;
    const outputs = new Map<string, (output: string) => string[]>();
    const references: References = (value) =>
      referencesIn(value).flatMap(({ id, attribute }) => {
        const output = /^Outputs\.(.+)$/.exec(attribute)?.[1];
        return [
          ...(id in resources ? [`${prefix}${id}`] : referencesOfParameter(id)),
          ...(output === undefined ? [] : (outputs.get(id)?.(output) ?? [])),
        ];
      });
    for (const [logicalId, resource] of Object.entries(resources)) {
      const id = `${prefix}${logicalId}`;
      const { Properties, DependsOn = [] } = resource;
      this.resources.set(id, resource);
      this.references.set(id, references);
      const own = [...needs, ...references(Properties), ...[DependsOn].flat().map((other) => `${prefix}${other}`)];
      const inside = nested.get(logicalId);
      if (inside) {
        outputs.set(
          logicalId,
          this.addTemplate(Template.fromStack(inside), nestedStacksOf(inside), {
            prefix: `${id}.`,
            needs: own,
            referencesOfParameter: (name) => this.referencesOf(id, `Parameters.${name}`),
          }),
        );
      }
      // A nested stack exists when all its resources exist.
      const parts = [...this.resources.keys()].filter((other) => other.startsWith(`${id}.`));
      this.needs.set(id, [...own, ...parts]);
    }
    return (output) => references(propertyAt(Outputs, `${output}.Value`));
  }
}

/** Nested stacks by the logical ids of their resources. */
type NestedStacks = ReadonlyMap<string, Stack>;

/** What a stack gets from the stack around it. */
interface Surroundings {
  /** The first part of the ids of its resources. */
  readonly prefix: string;
  /** The ids of the resources that must exist before the stack. */
  readonly needs: readonly string[];
  readonly referencesOfParameter: (name: string) => string[];
}

/** The nested stacks directly in a stack. */
function nestedStacksOf(stack: Stack): NestedStacks {
  return new Map(
    stack.node
      .findAll()
      .filter((child) => child instanceof NestedStack)
      .flatMap((child) =>
        child.nestedStackParent === stack && child.nestedStackResource instanceof CfnElement
          ? [[stack.getLogicalId(child.nestedStackResource), child] as const]
          : [],
      ),
  );
}

interface TemplateReference {
  readonly id: string;
  readonly attribute: string;
}

function referencesIn(value: unknown): TemplateReference[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, argument]) => {
    if (key === 'Ref' || key === 'Fn::GetAtt') {
      const [id, attribute = ''] = [argument].flat().map(String);
      return [{ id, attribute }];
    }
    return referencesIn(argument);
  });
}
