// The matrix of the services and the parts: what each service reaches, and why. It comes from effects, which are the rules of the
// deployed security groups and the permissions in the records, and not from the list of the parts that a service uses.

import { admissions } from './network.mjs';
import { allowedActions, mayRead, permissionsOf } from './permissions.mjs';
import { secretName } from './secrets.mjs';

/** Returns the matrix of the page. */
export function isolationOf(records, parts, network) {
  const owners = ownersOf(records);
  return {
    parts: parts.map(({ id }) => id),
    rows: records.map((record) => {
      const permissions = permissionsOf(record);
      return {
        service: record.service,
        cells: parts.map((part) => cellOf({ record, part, permissions, network, owners })),
      };
    }),
  };
}

/**
 * A service reaches a part if a rule lets it connect, or if it has a login. The group of a domain admits all of its clients, so
 * that an index in it needs a permission, too.
 */
function cellOf({ record, part, permissions, network, owners }) {
  const connection = connectionOf({ record, part, network, owners });
  const login = loginOf({ record, part, permissions });
  const throughNetwork = connection.network === true && part.index === undefined;
  return {
    part: part.id,
    reaches: throughNetwork || login.login !== 'none',
    network: connection.network,
    login: login.login,
    why: [...connection.why, ...login.why],
  };
}

function connectionOf({ record, part, network, owners }) {
  const { service, securityGroupIds: groupIds, vpcId } = record;
  if (part.ingress.length === 0) return { network: null, why: [`No security group belongs to ${part.words}.`] };
  const why = part.ingress.flatMap((target) =>
    admissions(network, target, { groupIds, vpcId }).map((it) => admissionSentence(target, it, owners)),
  );
  if (why.length > 0) return { network: true, why };
  const ports = [...new Set(part.ingress.map(({ port }) => port))];
  return {
    network: false,
    why: [
      groupIds.length > 0
        ? `No rule admits ${listed(groupIds, 'or')} (${service}) to port ${listed(ports, 'or')} of ${part.words}.`
        : `${service} has no security group, and no rule admits its addresses to ${part.words}.`,
    ],
  };
}

function admissionSentence({ groupId, port }, { groupId: client, range, prefixList }, owners) {
  const open = `Port ${port} of ${groupId} is open to`;
  if (range) return `${open} ${range}, which contains addresses of the VPC.`;
  if (prefixList) return `${open} the prefix list ${prefixList}, whose addresses are not read.`;
  return `${open} ${client} (${owners.get(client)}).`;
}

function loginOf({ record: { service }, part, permissions }) {
  const readable = part.logins.filter(({ secretArn }) => mayRead(permissions, secretArn));
  const allowed = [...new Set(part.iam.flatMap((access) => allowedActions(permissions, access)))];
  const why = [
    ...readable.map((login) => `It may read the secret ${secretName(login.secretArn)}, which contains ${login.of}.`),
    ...(allowed.length > 0 ? [`Its permissions allow ${actionList(allowed)} on ${part.words}.`] : []),
  ];
  if (why.length > 0) return { login: readable.length > 0 ? 'password' : 'IAM', why };
  return { login: 'none', why: refusals(service, part) };
}

function refusals(service, { logins, iam, words }) {
  const names = logins.map(({ secretArn }) => secretName(secretArn));
  return [
    ...(names.length > 0
      ? [`It may not read ${names.length > 1 ? 'the secrets' : 'the secret'} ${listed(names, 'or')}.`]
      : []),
    ...(iam.length > 0 ? [`Its permissions allow no action on ${words}.`] : []),
    ...(names.length === 0 && iam.length === 0 ? [`${service} has no login for ${words}.`] : []),
  ];
}

/** Returns the service of each group, or how many services carry it. */
function ownersOf(records) {
  const groups = [...new Set(records.flatMap(({ securityGroupIds }) => securityGroupIds))];
  return new Map(
    groups.map((group) => {
      const services = records.filter(({ securityGroupIds }) => securityGroupIds.includes(group));
      return [group, services.length === 1 ? services[0].service : `shared by ${services.length} services`];
    }),
  );
}

const MOST_ACTIONS = 4;

function actionList(actions) {
  if (actions.length <= MOST_ACTIONS) return listed(actions, 'and');
  return `${actions.slice(0, MOST_ACTIONS).join(', ')} and ${actions.length - MOST_ACTIONS} more actions`;
}

/** Returns "a, b and c". */
export function listed(items, conjunction) {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}
