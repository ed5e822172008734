import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Administrator } from '../../../../src/logins/function/opensearch/administrator';
import { AssumedRoles } from '../../../../src/logins/function/opensearch/assumed-roles';
import { type Domain, DomainError, type DomainRequest } from '../../../../src/logins/function/opensearch/domain';
import { SearchRoles } from '../../../../src/logins/function/opensearch/opensearch';
import { DomainSettings } from '../../../../src/logins/function/opensearch/settings';
import { Properties } from '../../../../src/logins/function/properties';
import { fakeTime } from '../fake-time';

const ADMIN = 'arn:aws:iam::123456789012:role/admin';
const ORDERS = 'arn:aws:iam::123456789012:role/orders';
const MARK = 'Role of the service orders, declared by arn:stack/OrdersLogin';
const ROLE = '/_plugins/_security/api/roles/orders';
const MAPPING = '/_plugins/_security/api/rolesmapping/orders';

const CONFLICT = new DomainError('conflict', true);

/** A domain that keeps what it gets. Fails with these errors first. */
class FakeDomain implements Domain {
  public readonly requests: string[] = [];

  constructor(
    public readonly content: Record<string, unknown> = {},
    private readonly errors: Error[] = [],
  ) {}

  public async send(
    { accessKeyId }: { readonly accessKeyId: string },
    { method, path, body }: DomainRequest,
  ): Promise<unknown> {
    this.requests.push(`${accessKeyId} ${method} ${path}`);
    const error = this.errors.shift();
    if (error) {
      throw error;
    }
    if (method === 'GET') {
      return this.content[path];
    }
    if (method === 'PUT') {
      this.content[path] = { orders: body };
    } else {
      delete this.content[path];
    }
    return undefined;
  }
}

/** `refusals` is the number of times that STS refuses a role first. */
function rolesOn(domain: Domain, refusals = 0) {
  const sts = new STSClient();
  let remaining = refusals;
  jest.spyOn(sts, 'send').mockImplementation(async (command: unknown) => {
    if (remaining > 0) {
      remaining -= 1;
      throw Object.assign(new Error('not authorized to perform: sts:AssumeRole'), { name: 'AccessDenied' });
    }
    const role = command instanceof AssumeRoleCommand ? command.input.RoleArn?.split('/')[1] : undefined;
    return { Credentials: { AccessKeyId: role, SecretAccessKey: 'key', SessionToken: 'token' } };
  });
  const { time, pauses } = fakeTime();
  const administrator = new Administrator(domain, new AssumedRoles(sts), ADMIN, time);
  return { roles: new SearchRoles(administrator), administrator, pauses };
}

function declared(properties: Record<string, unknown> = {}, service = 'orders') {
  return {
    service,
    owner: 'arn:stack/OrdersLogin',
    properties: new Properties({ RoleArn: ORDERS, ...properties }),
  };
}

const LOGIN = { '/_plugins/_security/authinfo': { roles: ['orders', 'own_index'] } };

test('a service gets its index and those that continue its name', async () => {
  const domain = new FakeDomain({ ...LOGIN });
  await expect(rolesOn(domain).roles.apply(declared())).resolves.toEqual({ RoleArn: ORDERS });
  expect(domain.content).toMatchObject({
    [ROLE]: { orders: { description: MARK, index_permissions: [{ index_patterns: ['orders', 'orders.*'] }] } },
    [MAPPING]: { orders: { description: MARK, backend_roles: [ORDERS], hosts: [], users: [] } },
  });
});

test('the role is tried as the service', async () => {
  const domain = new FakeDomain({ ...LOGIN });
  await rolesOn(domain).roles.apply(declared());
  expect(domain.requests.at(-1)).toBe('orders GET /_plugins/_security/authinfo');
});

test('a role gives no alias, no rollover, no resize, no end of scrolls, and no whole group of actions', async () => {
  const domain = new FakeDomain({ ...LOGIN });
  await rolesOn(domain).roles.apply(declared());
  const role = JSON.stringify(domain.content[ROLE]);
  expect(role).not.toMatch(/aliases"|aliases\*|rollover|resize|scroll\/|admin\/\*|"\*"|cluster:admin/);
});

test('conflicts of changes at the same time are repeated after random pauses', async () => {
  const domain = new FakeDomain({ ...LOGIN }, [CONFLICT, CONFLICT, CONFLICT]);
  const { roles, pauses } = rolesOn(domain);
  await roles.apply(declared());
  expect(pauses).toHaveLength(3);
  expect(new Set(pauses).size).toBe(3);
});

test('a role that IAM has not distributed yet is assumed again', async () => {
  const { roles, pauses } = rolesOn(new FakeDomain({ ...LOGIN }), 2);
  await roles.apply(declared());
  expect(pauses).toHaveLength(2);
});

test('a role that cannot be assumed is named', async () => {
  const { roles } = rolesOn(new FakeDomain(), 1_000);
  await expect(roles.apply(declared())).rejects.toThrow(
    `The function cannot assume the role ${ADMIN} (AccessDenied: not authorized to perform: sts:AssumeRole). Check that`,
  );
});

test('a refusal is not repeated', async () => {
  const refusal = new DomainError('refused', false);
  const { roles, pauses } = rolesOn(new FakeDomain({}, [refusal]));
  await expect(roles.apply(declared())).rejects.toThrow(refusal);
  expect(pauses).toEqual([]);
});

test('a login that does not work fails', async () => {
  const domain = new FakeDomain({ '/_plugins/_security/authinfo': { roles: ['own_index'] } });
  await expect(rolesOn(domain).roles.apply(declared())).rejects.toThrow(
    `The domain does not give the role orders to ${ORDERS}.`,
  );
});

test.each(['all_access', 'security_manager', 'security_rest_api_access', 'payments'])(
  'a login with the role %s fails',
  async (role) => {
    const domain = new FakeDomain({
      '/_plugins/_security/authinfo': { roles: ['orders', role] },
      '/_plugins/_security/api/roles': {
        orders: { description: MARK },
        payments: { description: 'Role of the service payments, declared by arn:stack/PaymentsLogin' },
      },
    });
    await expect(rolesOn(domain).roles.apply(declared())).rejects.toThrow(
      `The domain gives ${role} to ${ORDERS}, too. Remove it from the mapping of that role, and deploy again.`,
    );
  },
);

test.each([
  ['a role without a description', { [ROLE]: { orders: {} } }],
  ['a role of another service', { [ROLE]: { orders: { description: MARK.replace('orders', 'orders_old') } } }],
  ['a mapping of somebody else', { [MAPPING]: { orders: { description: 'made by hand' } } }],
])('%s is not taken over, and is not deleted', async (_, content) => {
  const domain = new FakeDomain({ ...LOGIN, ...content });
  const { roles } = rolesOn(domain);
  await expect(roles.apply(declared())).rejects.toThrow(
    'The domain has a role orders, or a mapping to it, that is not the',
  );
  await roles.remove(declared());
  expect(domain.content).toEqual({ ...LOGIN, ...content });
});

test.each(['all_access', 'security_manager'])('a service with the name %s is refused', async (service) => {
  const domain = new FakeDomain();
  await expect(rolesOn(domain).roles.apply(declared({}, service))).rejects.toThrow(`The domain has a role ${service}`);
  expect(domain.content).toEqual({});
});

test('a removal deletes the mapping and then the role, and nothing else', async () => {
  const domain = new FakeDomain({ ...LOGIN });
  const { roles } = rolesOn(domain);
  await roles.apply(declared());
  domain.requests.length = 0;
  await roles.remove(declared());
  expect(domain.requests).toEqual([
    `admin GET ${MAPPING}`,
    `admin DELETE ${MAPPING}`,
    `admin GET ${ROLE}`,
    `admin DELETE ${ROLE}`,
  ]);
});

test('a removal does not take what another resource has declared since', async () => {
  const domain = new FakeDomain({ ...LOGIN });
  const { roles } = rolesOn(domain);
  await roles.apply({ ...declared(), owner: 'arn:stack/Moved' });
  await roles.remove(declared());
  expect(Object.keys(domain.content)).toContain(MAPPING);
});

test('a removal does not wait long for a domain that is gone', async () => {
  const { roles, pauses } = rolesOn(
    new FakeDomain(
      {},
      Array.from({ length: 100 }, () => CONFLICT),
    ),
  );
  await expect(roles.remove(declared())).rejects.toThrow(CONFLICT);
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(3_000);
});

test('the settings are declared without a request of a customer in the log', async () => {
  const domain = new FakeDomain();
  const { administrator } = rolesOn(domain);
  const settings = new DomainSettings(new Properties({ System: 'search', Replicas: '0' }), () => administrator);
  await settings.apply();
  await settings.remove();
  expect(settings.physicalId).toBe('search/settings');
  expect(domain.requests).toEqual([
    'admin PUT /_plugins/_security/api/audit/config',
    'admin PUT /_cluster/settings',
    'admin PUT /_index_template/services',
  ]);
  expect(JSON.stringify(domain.content)).toContain('"log_request_body":false');
  expect(JSON.stringify(domain.content)).toContain('"index.number_of_replicas":0');
});

test('a domain that has no slow logs of whole requests does not get their settings', async () => {
  const domain = new FakeDomain();
  const { administrator } = rolesOn(domain);
  const properties = new Properties({ System: 'search', Replicas: '0', SlowRequests: 'OFF' });
  await new DomainSettings(properties, () => administrator).apply();
  expect(domain.requests).not.toContain('admin PUT /_cluster/settings');
});
