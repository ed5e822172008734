// The certificates that a service trusts. Each program has them from the start; this process does not.

import { readFileSync } from 'node:fs';

export const authorities = ({ NODE_EXTRA_CA_CERTS: file }) => (file ? readFileSync(file) : undefined);
