// Reads the connections of one service from the platform's template: the access that `connect` gives its workloads.

import { partName } from './part-names.mjs';
import { connectionRecords, ingressRules, resourcesOf, securityGroups } from './template.mjs';

/** The service's security groups, and for each part that it uses: the rule, the settings, the secrets, the permissions. */
export function readConnections(template, service) {
  const resources = resourcesOf(template);
  const record = connectionRecords(resources).find(({ name }) => name === service);
  const rules = ingressRules(resources);
  return {
    service,
    groups: record.securityGroupIds.map((id) => groupName(resources, id)),
    parts: record.accesses.map((access) => {
      const part = partOf(resources, access);
      return {
        ...partName(part),
        own: access.capability === undefined,
        rules: rules
          .filter(({ from, to }) => record.securityGroupIds.includes(from) && securityGroups(part).includes(to))
          .map(({ from, port }) => ({ group: groupName(resources, from), port })),
        settings: Object.keys(access.settings),
        secrets: Object.keys(access.secrets),
        actions: [...new Set(access.permissions.flatMap(({ actions }) => actions))],
      };
    }),
  };
}

const groupName = (resources, id) => resources.find((it) => it.id === id).GroupDescription;

/** The part whose security group the access adds a rule to, or whose ARN is in its permissions. */
function partOf(resources, { rules, permissions }) {
  const opened = rules.map(({ securityGroupId }) => securityGroupId);
  const parts = resources.filter((resource) => partName(resource));
  return (
    parts.find((part) => securityGroups(part).some((id) => opened.includes(id))) ??
    parts.find(({ id }) => permissions.some((permission) => permission.resources.some((arn) => arn.startsWith(id))))
  );
}
