// What the page shows, in one place: a change of it draws the page again.

export const model = {
  /** The answer of state.json; undefined before the first one. */
  state: undefined,
  /** A sentence when the state cannot be read. */
  problem: undefined,
  /** Whether the server of the page answers. */
  connected: true,
  /** { section, service, part, log }: the hash of the address. */
  route: {},
  /** The secrets that the user asked for: { service, values: { NAME: value } }. */
  secrets: undefined,
  /** The log that the page follows: { name, text, problem }. */
  log: undefined,
  /** A sentence for screen readers. */
  announcement: '',
  /** Whether the list of events contains the failed ones alone. */
  failuresOnly: false,
};

const listeners = [];

export const subscribe = (listener) => listeners.push(listener);

/** Draws the page once for all changes that happen together. */
export function update(changes) {
  Object.assign(model, changes);
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    for (const listener of listeners) listener();
  });
}

let drawing = false;
