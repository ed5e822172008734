import type { Template } from 'aws-cdk-lib/assertions';
import { propertyAt } from '../support/resources';

/** A resource of a template, with the dependencies that are not references. */
export interface OrderedResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | string[];
}

/** The order in which CloudFormation creates the resources of a template. */
export class TemplateOrder {
  public readonly resources: ReadonlyMap<string, OrderedResource>;
  private readonly before = new Map<string, ReadonlySet<string>>();

  constructor(template: Template) {
    const resources: Record<string, OrderedResource> = template.toJSON().Resources;
    this.resources = new Map(Object.entries(resources));
  }

  /** The logical ids and the resources of a type. */
  public ofType(type: string): Array<readonly [string, OrderedResource]> {
    return [...this.resources].filter(([, { Type }]) => Type === type);
  }

  /** The ids of the resources that a property of a resource refers to. The property can be a path, such as `A.B`. */
  public referencesOf(id: string, property: string): string[] {
    return this.referencesIn(propertyAt(this.resources.get(id)?.Properties, property));
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
    const { Properties, DependsOn = [] } = this.resources.get(id) ?? {};
    const direct = [...this.referencesIn(Properties), ...[DependsOn].flat()];
    const all = new Set(direct.flatMap((other) => [other, ...this.createdBefore(other)]));
    this.before.set(id, all);
    return all;
  }

  private referencesIn(value: unknown): string[] {
    if (Array.isArray(value)) {
      return value.flatMap((item) => this.referencesIn(item));
    }
    if (typeof value !== 'object' || value === null) {
      return [];
    }
    return Object.entries(value).flatMap(([key, argument]) => {
      if (key === 'Ref' || key === 'Fn::GetAtt') {
        const [id] = [argument].flat();
        return this.resources.has(id) ? [id] : [];
      }
      return this.referencesIn(argument);
    });
  }
}
