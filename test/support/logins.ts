import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';

/** An attribute of a login, in its own stack or as the stack around its nested stack refers to it. */
export function loginAttribute(name: string): object {
  return {
    'Fn::GetAtt': [
      expect.stringMatching(/Login/),
      expect.stringMatching(new RegExp(`^(Outputs\\.\\w+[0-9a-f]{8})?${name}$`)),
    ],
  };
}

/** An attribute of the login in a shared part, as the stack around the nested stack of a service's logins refers to it. */
export function partLoginAttribute(service: string, part: 'Broker' | 'Cache' | 'Search', name: string): object {
  return {
    'Fn::GetAtt': [
      expect.stringMatching(new RegExp(`^Platform${service}PartLogins`)),
      expect.stringMatching(new RegExp(`^Outputs\\.OfPlatform${service}PartLogins${part}Login\\w+[0-9a-f]{8}${name}$`)),
    ],
  };
}

/** Returns the templates of the nested stacks with logins in a scope, by the path of the construct that contains them. */
export function loginTemplates(scope: IConstruct): Map<string, Template> {
  const nested = scope.node
    .findAll()
    .filter((construct) => Stack.isStack(construct))
    .filter((stack) => stack.nestedStackParent !== undefined && stack.node.id === 'Logins');
  return new Map(nested.map((stack) => [stack.node.scope?.node.id ?? '', Template.fromStack(stack)]));
}

/** Returns all nested stacks in a stack. */
export function nestedStacks(stack: Stack): Stack[] {
  const stacks = stack.node.findAll().filter((construct) => Stack.isStack(construct));
  return stacks.filter(({ nestedStackParent }) => nestedStackParent !== undefined);
}

/** Returns the templates of all nested stacks in a stack. */
export function nestedTemplates(stack: Stack): Template[] {
  return nestedStacks(stack).map((nested) => Template.fromStack(nested));
}

/** Returns the template of the only nested stack with logins. */
export function loginTemplate(scope: IConstruct): Template {
  const [template, ...others] = loginTemplates(scope).values();
  if (template === undefined || others.length > 0) {
    throw new Error('expected one nested stack with logins');
  }
  return template;
}
