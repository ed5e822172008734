// The names of the logs and their files: those of the emulator and of the CDK, and one for each engine.

export class LogPaths {
  #given;
  #engines = new Map();
  #parts = new Map();

  /** @param given the paths by name; one can be undefined */
  constructor(given) {
    this.#given = new Map(Object.entries(given).filter(([, path]) => path !== undefined));
  }

  /** Replaces the logs of engines by those of the parts: a store's has the name of its service, and a proxy's that and -proxy. */
  addParts(parts, engines) {
    this.#engines.clear();
    this.#parts.clear();
    const reserved = [...this.#given.keys(), ...parts.filter(({ shared }) => shared).map(({ id }) => id)];
    for (const part of parts) {
      const [service] = part.services;
      const name = part.shared ? part.id : reserved.includes(service) ? `${service}-store` : service;
      const proxy = engines.find(({ resource }) => resource === part.resource?.proxyArn);
      if (part.engine) {
        this.#engines.set(name, part.engine.log);
        this.#parts.set(part.id, name);
      }
      if (proxy) this.#engines.set(`${name}-proxy`, proxy.log);
    }
  }

  /** Returns the name of the log of a part, or null. */
  nameOf = ({ id }) => this.#parts.get(id) ?? null;

  names = () => [...this.#given.keys(), ...this.#engines.keys()];

  has = (name) => this.#given.has(name) || this.#engines.has(name);

  pathOf = (name) => this.#given.get(name) ?? this.#engines.get(name);
}
