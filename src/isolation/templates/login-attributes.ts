import { ServiceLogin } from '../../logins/service-login';
import type { Json } from './json';
import type { Resource } from './templates';

/**
 * The value of an attribute of a login of the library, which its function answers with: the ARN of a secret in its properties,
 * or the name of the user who logs in with IAM. Undefined for another resource: a user can give any custom resource the same
 * type.
 */
export function loginAttribute({ construct, properties }: Resource, attribute: string): Json | undefined {
  if (!construct.node.scopes.some((scope) => scope instanceof ServiceLogin)) {
    return undefined;
  }
  switch (attribute) {
    case 'Username':
      return properties.Service;
    case 'MigrationUsername':
      return { 'Fn::Join': ['', [properties.Service, '_migrator']] };
    default:
      return properties[attribute];
  }
}
