import type { Template } from 'aws-cdk-lib/assertions';

/** A resource of a CloudFormation template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** Returns the resources of a template by logical id. The code of functions is left out: each build may change it. */
export function resourcesOf(template: Template): Record<string, Resource> {
  const resources: Record<string, Resource> = template.toJSON().Resources ?? {};
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => {
      const { Code, ...Properties } = resource.Properties ?? {};
      return [id, resource.Type === 'AWS::Lambda::Function' ? { ...resource, Properties } : resource];
    }),
  );
}

/** Returns the resources of a template without those of nested stacks, such as one with logins. */
export function ownResourcesOf(template: Template): Record<string, Resource> {
  const resources = Object.entries(resourcesOf(template));
  return Object.fromEntries(resources.filter(([, { Type }]) => Type !== 'AWS::CloudFormation::Stack'));
}

/** Returns the resources of one type, in the order of the template. */
export function resourcesOfType(template: Template, type: string): Resource[] {
  return Object.values(resourcesOf(template)).filter(({ Type }) => Type === type);
}

/** Returns the property at a path of keys, for example `ClusterConfig.InstanceCount`, or undefined. */
export function propertyAt(properties: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => Object(value)[key], properties);
}
