// The hash of the address names the section and the selection, so that each has a link:
// #platform, #platform/service/orderservice, #platform/part/cache, #isolation/orderservice/cache, #events, #logs/emulator

export const SECTIONS = [
  { section: 'platform', title: 'Platform' },
  { section: 'isolation', title: 'Isolation' },
  { section: 'events', title: 'Events' },
  { section: 'logs', title: 'Logs' },
];

export const link = {
  section: (section) => `#${section}`,
  service: (name) => `#platform/service/${encodeURIComponent(name)}`,
  part: (id) => `#platform/part/${encodeURIComponent(id)}`,
  cell: (service, part) => `#isolation/${encodeURIComponent(service)}/${encodeURIComponent(part)}`,
  log: (name) => `#logs/${encodeURIComponent(name)}`,
};

export function parseRoute(hash) {
  const [section, first, second] = hash.slice(1).split('/').map(decoded);
  if (section === 'platform' && first === 'service') return { section, service: second };
  if (section === 'platform' && first === 'part') return { section, part: second };
  if (section === 'isolation' && second) return { section, service: first, part: second };
  if (section === 'logs' && first) return { section, log: first };
  return { section: SECTIONS.some((it) => it.section === section) ? section : 'platform' };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
