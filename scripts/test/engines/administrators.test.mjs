import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainAdministrators } from '../../lib/engines/administrators.mjs';

const PHYSICAL_IDS = { Domain: 'products', Admin: 'admin-role' };
const DOMAIN = 'AWS::OpenSearchService::Domain';

function aws(security, status) {
  const resources = { Domain: { Type: DOMAIN, Properties: { AdvancedSecurityOptions: security } } };
  return {
    cloudformation: {
      getTemplate: async () => ({ TemplateBody: JSON.stringify({ Resources: resources }) }),
      describeStackResource: async ({ LogicalResourceId }) => ({
        StackResourceDetail: { PhysicalResourceId: PHYSICAL_IDS[LogicalResourceId] },
      }),
    },
    iam: { getRole: async ({ RoleName }) => ({ Role: { Arn: `arn:aws:iam::1:role/${RoleName}` } }) },
    opensearch: { describeDomain: async () => ({ DomainStatus: status }) },
    sts: {
      config: { region: async () => 'eu-west-1' },
      assumeRole: async ({ RoleArn }) => ({
        Credentials: { AccessKeyId: 'key', SecretAccessKey: `of ${RoleArn}`, SessionToken: 'token' },
      }),
    },
  };
}

const STACK = { name: 'shop', ids: (type) => (type === DOMAIN ? ['products'] : []) };
const BY_ROLE = { MasterUserOptions: { MasterUserARN: { 'Fn::GetAtt': ['Admin', 'Arn'] } } };

test('the administrator of a domain has a session of the role in the template', async () => {
  assert.deepEqual(await domainAdministrators(aws(BY_ROLE, { Endpoints: { vpc: '127.0.0.1:50' } }), [STACK]), [
    {
      user: 'administrator of products',
      engine: 'opensearch',
      address: '127.0.0.1:50',
      name: 'arn:aws:iam::1:role/admin-role',
      variables: {
        SEARCH_ENDPOINT: '127.0.0.1:50',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'key',
        AWS_SECRET_ACCESS_KEY: 'of arn:aws:iam::1:role/admin-role',
        AWS_SESSION_TOKEN: 'token',
      },
    },
  ]);
});

test('a domain outside a VPC has the address of its public endpoint', async () => {
  const [login] = await domainAdministrators(aws(BY_ROLE, { Endpoint: '127.0.0.1:60' }), [STACK]);
  assert.equal(login.address, '127.0.0.1:60');
});

for (const [title, security] of [
  ['without fine-grained access control', undefined],
  ['whose administrator is a user', { MasterUserOptions: { MasterUserName: 'admin' } }],
]) {
  test(`a domain ${title} has no role that logs in`, async () => {
    assert.deepEqual(await domainAdministrators(aws(security, {}), [STACK]), []);
  });
}

test('a stack without domains has none', async () => {
  assert.deepEqual(await domainAdministrators(aws(BY_ROLE, {}), [{ name: 'shop', ids: () => [] }]), []);
});
