import type { IConstruct } from 'constructs';
import { digest, stackPath } from '../../naming/stack-path';

/**
 * The start of the names of all alarms: the name of the environment, or else a part of the path that no other construct has.
 *
 * A mute rule, a composite alarm and a person name an alarm, so that its name must be known.
 */
export function startOfNames(scope: IConstruct, environmentName?: string): string {
  if (environmentName !== undefined) {
    return environmentName;
  }
  const path = stackPath(scope);
  const readable = path.join('-').replace(/[^A-Za-z0-9-]+/g, '-');
  return `${readable.slice(0, MAX_READABLE)}-${digest(path)}`;
}

/** An alarm has a name of at most 255 characters, of which the owner, the id and the node take up to 195. */
const MAX_READABLE = 50;
