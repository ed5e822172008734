// The servers of the engines that the emulator runs behind the endpoints of databases, caches and brokers.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENS = '0A';

/** Kills the server that listens on an address, as a crash does. */
export function killServer(host, port) {
  const pid = listenerOn(host, port);
  assert.ok(pid, `no server listens on ${host}:${port}`);
  process.kill(pid, 'SIGKILL');
}

/** Starts the servers that ended. Returns whether any has started: the emulator notices an end a moment later. */
export async function startServers() {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL}/_emulator/engines/start`, { method: 'POST' });
  const { started } = await response.json();
  return started.length > 0;
}

/** Returns the process id of the listener on an IPv4 address. Linux alone has these files. */
function listenerOn(host, port) {
  const octets = host.split('.').map((octet) => hexadecimal(octet, 2));
  const address = `${octets.reverse().join('')}:${hexadecimal(port, 4)}`;
  const sockets = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const inode = sockets.find(([, local, , state]) => local === address && state === LISTENS)?.at(9);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return Number(pids.find((pid) => openFiles(pid).includes(`socket:[${inode}]`)));
}

const hexadecimal = (number, digits) => Number(number).toString(16).toUpperCase().padStart(digits, '0');

function openFiles(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => readlinkSync(`/proc/${pid}/fd/${name}`));
  } catch {
    return []; // it ended, or belongs to another user
  }
}
