// Quotas of the account.

import { number } from '../assembly/values.mjs';
import { couldNotLook, ok, problem } from './look.mjs';

/** The number of concurrent executions that AWS lets no account reserve. */
const UNRESERVED = 100;

/**
 * Each quota with the types that count, the call that counts the existing ones, and its value: `code` is that of Service
 * Quotas, and `initial` that of a new account.
 */
const QUOTAS = [
  {
    check: 'Elastic IP addresses',
    types: ['AWS::EC2::EIP'],
    call: ['ec2', 'describe-addresses'],
    existing: ({ Addresses = [] }) => Addresses,
    code: ['ec2', 'L-0263D0A3'],
    initial: 5,
    todo: 'request a higher quota, or set `network: { natGateways: NatGateways.ONE }`',
  },
  {
    check: 'VPCs',
    types: ['AWS::EC2::VPC'],
    call: ['ec2', 'describe-vpcs'],
    existing: ({ Vpcs = [] }) => Vpcs,
    code: ['vpc', 'L-F678F1CE'],
    initial: 5,
    todo: 'request a higher quota, or use an existing network with the prop `vpc`',
  },
  {
    check: 'resource policies of CloudWatch Logs',
    types: ['AWS::Logs::ResourcePolicy'],
    call: ['logs', 'describe-resource-policies'],
    existing: ({ resourcePolicies = [] }) => resourcePolicies,
    initial: 10,
    todo: 'delete one that no service needs, or set `search: { logsResourcePolicy: false }`',
  },
  {
    check: 'event subscriptions of RDS',
    types: ['AWS::RDS::EventSubscription'],
    call: ['rds', 'describe-event-subscriptions'],
    existing: ({ EventSubscriptionsList = [] }) => EventSubscriptionsList,
    initial: 20,
    todo: 'delete subscriptions that nobody needs, or request a higher quota',
  },
];
const USERS_OF_GROUP = 100;

export async function checkQuotas(look) {
  const findings = await Promise.all(QUOTAS.map((quota) => checkQuota(look, quota)));
  return [...findings.flat(), ...checkCacheUsers(look), ...(await checkConcurrency(look))];
}

async function checkQuota(look, { check, types, call, existing, code, initial, todo }) {
  const needed = look.missing(...types).length;
  if (needed === 0) return [];
  try {
    const used = existing(await look.call(...call)).length;
    const { limit, note } = await limitOf(look, code, initial);
    const found = `${used} in use, ${needed} more needed, quota ${limit}${note}`;
    return [used + needed <= limit ? ok(check, found) : problem(check, found, todo)];
  } catch (error) {
    return [couldNotLook(check, error.message)];
  }
}

/** Returns the quota of the account, or that of a new account if Service Quotas does not tell. */
async function limitOf(look, code, initial) {
  if (!code) return { limit: initial, note: '' };
  const [service, quota] = code;
  try {
    const { Quota } = await look.call('service-quotas', 'get-service-quota', [
      '--service-code',
      service,
      '--quota-code',
      quota,
    ]);
    if (Number.isFinite(Quota?.Value)) return { limit: Quota.Value, note: '' };
  } catch {
    // A role that may not read quotas gets the answer for a new account.
  }
  return { limit: initial, note: ' of a new account' };
}

function checkCacheUsers(look) {
  const users = look.ofType('AWS::ElastiCache::User').length;
  if (users === 0) return [];
  const check = 'users in the user group of ElastiCache';
  const found = `${users} needed, quota ${USERS_OF_GROUP} of a new account`;
  if (users <= USERS_OF_GROUP) return [ok(check, found)];
  return [
    problem(
      check,
      found,
      'request a higher quota, and state it in the context `@org/ecommerce-constructs:usersPerCacheGroup`',
    ),
  ];
}

/** Functions that reserve concurrency need it in the quota of the account. */
async function checkConcurrency(look) {
  const reserved = look
    .missing('AWS::Lambda::Function')
    .reduce((total, { properties }) => total + (number(properties.ReservedConcurrentExecutions) ?? 0), 0);
  if (reserved === 0) return [];
  const check = 'concurrency of Lambda';
  try {
    const { AccountLimit } = await look.call('lambda', 'get-account-settings');
    const left = AccountLimit.UnreservedConcurrentExecutions - UNRESERVED;
    const found = `${reserved} to reserve, ${Math.max(0, left)} can be reserved`;
    return [
      reserved <= left ? ok(check, found) : problem(check, found, 'request a higher quota of concurrent executions'),
    ];
  } catch (error) {
    return [couldNotLook(check, error.message)];
  }
}
