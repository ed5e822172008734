// The sections of the command `status`, for the tables of the command line.

const NONE = '-';

/** Returns the sections of a state: the stacks, the services, the shared parts, and the engines. */
export function statusSections({ stacks, services, parts }) {
  const partOf = (id) => parts.find((part) => part.id === id);
  return [
    {
      title: 'stacks',
      header: ['stack', 'status', 'resources', 'updated'],
      rows: stacks.map(({ name, status, resources, updated }) => [name, status, String(resources), updated]),
    },
    {
      title: 'services',
      header: ['service', 'store', 'endpoint', 'engine', 'state', 'uses'],
      rows: services.map(({ name, store, parts: used }) => {
        const part = partOf(store);
        return [name, part?.kind ?? NONE, ...partCells(part), used.join(', ') || NONE];
      }),
    },
    {
      title: 'shared parts',
      header: ['part', 'kind', 'endpoint', 'engine', 'state', 'services'],
      rows: parts
        .filter(({ shared }) => shared)
        .map((part) => [part.id, part.kind, ...partCells(part), String(part.services.length)]),
    },
    {
      title: 'engines',
      header: ['part', 'engine', 'version', 'requested', 'state'],
      rows: parts
        .filter(({ engine }) => engine)
        .map(({ id, engine }) => [
          id,
          engine.name,
          engine.version,
          engine.requestedVersion ?? NONE,
          engineState(engine),
        ]),
    },
  ].filter(({ rows }) => rows.length > 0);
}

const partCells = (part) => [
  part?.endpoint ?? NONE,
  part?.engine ? `${part.engine.name} ${part.engine.version}` : NONE,
  part?.engine && !part.engine.running ? 'ended' : (part?.status ?? NONE),
];

const engineState = ({ running }) => (running ? 'running' : 'ended');
