import type { Template } from 'aws-cdk-lib/assertions';

/** A resource of a template, as CloudFormation reads it. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** Every resource of a template by its logical id, whole; the code of a function, which each build may change, is left out. */
export function resourcesOf(template: Template): Record<string, Resource> {
  const resources: Record<string, Resource> = template.toJSON().Resources ?? {};
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => {
      const { Code, ...Properties } = resource.Properties ?? {};
      return [id, resource.Type === 'AWS::Lambda::Function' ? { ...resource, Properties } : resource];
    }),
  );
}

/** The resources of one type, whole, in the order of the template. */
export function resourcesOfType(template: Template, type: string): Resource[] {
  return Object.values(resourcesOf(template)).filter(({ Type }) => Type === type);
}

/** A property at a path of keys, for example `ClusterConfig.InstanceCount`; undefined where there is none. */
export function propertyAt(properties: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => Object(value)[key], properties);
}
