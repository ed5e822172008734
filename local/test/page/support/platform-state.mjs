// The state of a deployed platform of seven services, as the page's server receives it.

import { randomBytes } from 'node:crypto';

const STORES = {
  userservice: 'PostgreSQL',
  productservice: 'PostgreSQL',
  orderservice: 'PostgreSQL',
  paymentservice: 'Aurora PostgreSQL',
  notificationservice: 'DynamoDB table',
  searchservice: 'Search index',
  inventoryservice: 'PostgreSQL',
};

const USES = {
  userservice: ['cache', 'broker'],
  productservice: ['cache', 'broker', 'storage'],
  orderservice: ['cache', 'broker'],
  paymentservice: ['broker'],
  notificationservice: ['broker', 'storage'],
  searchservice: ['cache', 'broker', 'search'],
  inventoryservice: ['cache', 'broker'],
};

const SHARED = [
  { id: 'cache', name: 'Valkey', kind: 'Valkey', endpoint: 'localhost:6379', engine: engine('valkey', '9.0.1', '9.0') },
  {
    id: 'broker',
    name: 'RabbitMQ',
    kind: 'RabbitMQ',
    endpoint: 'localhost:5671',
    engine: engine('rabbitmq', '4.2.1', '4.2.1'),
  },
  { id: 'search', name: 'OpenSearch', kind: 'OpenSearch', endpoint: 'localhost:9200', engine: null },
  { id: 'storage', name: 'Media', kind: 'S3 bucket', endpoint: 'shop-media-000000000000', engine: null },
];

function engine(name, version, requestedVersion) {
  return { name, version, requestedVersion, running: true };
}

const at = (seconds) => new Date(Date.UTC(2026, 0, 15, 9, 30, seconds)).toISOString();

/** A value that differs in each run. */
const fakeSecret = () => `not-a-secret-${randomBytes(6).toString('hex')}`;

/** With `services`, a platform of so many services; their names come from those of the shop. */
export function platformState({ services = 7 } = {}) {
  const names = Array.from({ length: services }, (_, index) => nameAt(index));
  const list = names.map(serviceNamed);
  const shared = SHARED.map((part) => sharedPart(part, list));
  const parts = [...list.map(({ name }, index) => storeOf(name, index)), ...shared];
  return {
    app: '/home/me/shop',
    environment: 'local',
    emulator: { endpoint: 'http://127.0.0.1:4566', account: '000000000000', region: 'us-east-1', running: true },
    stacks: [
      { name: 'Shop', status: 'CREATE_COMPLETE', resources: 186, updated: at(52) },
      { name: 'Workloads', status: 'CREATE_COMPLETE', resources: 24, updated: at(58) },
    ],
    services: list,
    parts,
    isolation: { parts: parts.map(({ id }) => id), rows: list.map((service) => rowOf(service, parts)) },
    events: eventsOf(list),
    logs: ['emulator', 'cdk', 'cache', 'broker', ...names.slice(0, 4)],
    problems: [],
  };
}

function nameAt(index) {
  const names = Object.keys(STORES);
  const name = names[index % names.length];
  return index < names.length ? name : `${name}-${Math.floor(index / names.length)}`;
}

const baseOf = (name) => name.split('-')[0];

const serviceNamed = (name) => ({
  name,
  store: `${name}/store`,
  parts: USES[baseOf(name)],
  settings: [
    { name: 'DATABASE_HOST', value: `${name}.local.us-east-1.rds.example.org` },
    { name: 'DATABASE_PORT', value: '5432' },
    { name: 'DATABASE_NAME', value: name },
    { name: 'BROKER_PREFIX', value: `${name}.` },
  ],
  secrets: [
    { name: 'DATABASE_PASSWORD', secret: `local/${name}/database`, field: 'password' },
    { name: 'BROKER_PASSWORD', secret: `local/${name}/broker`, field: 'password' },
  ],
  run: `npx @org/ecommerce-local run ${name} -- node server.js`,
});

function storeOf(name, index) {
  const kind = STORES[baseOf(name)];
  const relational = kind.endsWith('PostgreSQL');
  return {
    id: `${name}/store`,
    name: `Database of ${name}`,
    kind,
    shared: false,
    services: [name],
    endpoint: relational ? `127.0.0.1:${5432 + index}` : `shop-${name}`,
    status: 'available',
    engine: relational ? engine('postgres', '18.4', '18.3') : null,
    connect: relational ? [{ title: 'psql', command: `npx @org/ecommerce-local psql ${name}` }] : [],
    log: relational ? name : null,
  };
}

const sharedPart = (part, services) => ({
  ...part,
  shared: true,
  services: services.filter(({ parts }) => parts.includes(part.id)).map(({ name }) => name),
  status: 'available',
  connect: part.id === 'cache' ? [{ title: 'valkey-cli', command: 'valkey-cli --tls -p 6379' }] : [],
  log: part.engine ? part.id : null,
});

const rowOf = (service, parts) => ({ service: service.name, cells: parts.map((part) => cellOf(service, part)) });

function cellOf({ name, store, parts }, { id, kind }) {
  const reaches = id === store || parts.includes(id);
  const iam = ['DynamoDB table', 'S3 bucket', 'OpenSearch', 'Search index'].includes(kind);
  const login = iam ? 'IAM' : 'password';
  const why = reaches
    ? [
        ...(iam ? [] : [`The port of ${id} is open to the security group of ${name}.`]),
        `The role of ${name} has access to ${id}.`,
      ]
    : [`No rule opens ${id} to the security group of ${name}.`, `No permission names ${id}.`];
  return { part: id, reaches, network: iam ? null : reaches, login: reaches ? login : 'none', why };
}

const eventsOf = (services) =>
  services
    .flatMap(({ name }, index) => [
      event(index * 4, name, 'CREATE_IN_PROGRESS', ''),
      event(index * 4 + 3, name, 'CREATE_COMPLETE', ''),
    ])
    .reverse();

const event = (second, service, status, reason) => ({
  stack: 'Shop',
  time: at(second),
  resource: `Platform${service}DatabaseInstance`,
  type: 'AWS::RDS::DBInstance',
  status,
  reason,
});

/** A deployment that failed at the databases of two services. */
export function failedState() {
  const state = platformState();
  const reasons = [
    event(
      40,
      'orderservice',
      'CREATE_FAILED',
      'The engine version 18.9 of postgres is not available. Available: 18.3, 18.4.',
    ),
    event(41, 'paymentservice', 'CREATE_FAILED', 'Resource creation cancelled'),
  ];
  const rollback = {
    ...event(42, '', 'ROLLBACK_IN_PROGRESS', ''),
    resource: 'Shop',
    type: 'AWS::CloudFormation::Stack',
  };
  state.events = [rollback, ...reasons.reverse(), ...state.events];
  state.stacks[0].status = 'ROLLBACK_COMPLETE';
  state.parts[2].status = 'failed';
  state.problems = [
    'The deployment of stack Shop failed. Read its events, correct the app and run `npx @org/ecommerce-local up` again.',
  ];
  return state;
}

const logOf = (name) =>
  Array.from({ length: 60 }, (_, index) => `${at(index)} ${name}: request ${index + 1} answered`).join('\n');

/** A platform object that serves `state`, which a test can change. `asked` lists the services whose secrets were read. */
export function fakePlatform(state = platformState()) {
  const asked = [];
  const values = new Map(
    state.services.map(({ name, secrets }) => [name, Object.fromEntries(secrets.map((it) => [it.name, fakeSecret()]))]),
  );
  return {
    current: state,
    texts: new Map(state.logs.map((name) => [name, logOf(name)])),
    values,
    asked,
    async state() {
      if (this.failure) throw new Error(this.failure);
      return this.current;
    },
    async secrets(service) {
      asked.push(service);
      return values.get(service);
    },
    async log(name) {
      return this.texts.get(name);
    },
  };
}
