// Rejects a folder for temporary files whose path is too long for tsx, which runs the example apps.

import { tmpdir } from 'node:os';
import { Failure } from '../../../local/lib/cli/failure.mjs';

/** macOS allows the fewest characters for the path of a socket. Node cuts off the others, so two sockets could have one path. */
const LONGEST_SOCKET = 103;
/** The longest name of the socket that tsx creates below the folder: with the ids of a user and a process. */
const SOCKET = '/tsx-4294967295/4194304.pipe';

/** Throws if tsx cannot create its socket in `folder`. */
export function requireShortTemporaryFolder(folder = tmpdir()) {
  const longest = LONGEST_SOCKET - SOCKET.length;
  if (Buffer.byteLength(folder) <= longest) return;
  throw new Failure(
    `The folder for temporary files, ${folder}, is longer than ${longest} characters, which is too long for the sockets in ` +
      'it: set TMPDIR to a shorter path, such as /tmp.',
  );
}
