// Ends the processes and deletes the folder that a killed run leaves: a process that gets SIGKILL can do neither itself.
// Its standard input has a line `+pid` or `-pid` for each process group that begins or ends, and ends when the run does,
// however it ended.

import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { stopGroup } from './process-groups.mjs';

const [folder] = process.argv.slice(2);
const groups = new Set();

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(pid);
  else groups.delete(pid);
}
await Promise.all([...groups].map(stopGroup));
if (folder) rmSync(folder, { recursive: true, force: true });
