import type { IConstruct } from 'constructs';
import { type Asset, Assets } from './assets';
import { ConstructTexts } from './construct-texts';
import { judgeCopies } from './copies';
import { judgeEmbeddedSecrets } from './embedded-secrets';
import { judgeExposure } from './exposure';
import type { Finding } from './finding';
import { AccessFindings } from './iam/access-findings';
import { type Access, accessesOf } from './iam/evaluation';
import { judgeOutside } from './iam/outside-findings';
import { admissionsOf, judgeTrust, judgeUnknown, withoutDenied } from './iam/outsider-findings';
import { type Principal, Principals } from './iam/principals';
import { type ResourcePolicy, resourcePolicies } from './iam/resource-policies';
import { RoleChains } from './iam/role-chains';
import { roleUses } from './iam/role-uses';
import { judgeSearchAdministrators } from './iam/search-administrators';
import { matrixOf, type Row } from './matrix';
import { carriersOf } from './network/carriers';
import { judgeDefaultGroups } from './network/default-groups';
import { judgeEgress } from './network/egress-findings';
import { NetworkFindings } from './network/network-findings';
import { networkRules } from './network/rules';
import { Ownership } from './ownership';
import { Services } from './services';
import { judgeSharing } from './sharing';
import { Templates } from './templates/templates';
import { Values } from './templates/values';
import { judgeUnknownContent } from './unknown-content';

/** What the services of an app reach, and the findings. */
export interface Result {
  readonly matrix: ReadonlyMap<string, Row>;
  readonly findings: Finding[];
}

/**
 * Analyses the synthesized templates of all stacks in a scope. There are no findings while the CLI looks up values: the
 * templates contain placeholders, and an error would keep the CLI from looking the values up.
 */
export function analyse(scope: IConstruct): Result {
  const constructs = scope.node.findAll();
  const templates = new Templates(constructs);
  const values = new Values(templates);
  const texts = new ConstructTexts(templates, values);
  const services = new Services(constructs, texts);
  const ownership = new Ownership(constructs, services, texts);
  const assets = new Assets(templates, values, ownership, services);
  const principals = principalsOf(templates, values, ownership, services, texts);

  const policies = resourcePolicies(templates, values, assets);
  const access = new AccessFindings();
  const accesses = accessesByPrincipal(principals, assets, policies);
  const admissions = admissionsOf(policies, principals, accesses);
  const reaching = (principal: Principal) => [
    ...(accesses.get(principal) ?? []),
    ...(admissions.accesses.get(principal) ?? []),
  ];
  for (const principal of principals.all) {
    access.add(principal, accesses.get(principal) ?? [], 'Policy');
    access.add(principal, admissions.accesses.get(principal) ?? [], 'ResourcePolicy');
  }
  const chains = new RoleChains(principals);
  for (const principal of principals.all) {
    for (const link of chains.reachableFrom(principal).values()) {
      access.addLink(principal, link, reaching(link.to));
    }
  }
  for (const use of roleUses(templates, values, ownership, principals)) {
    access.addUseOfRole(use, reaching(use.role));
  }
  access.addSharedUses();

  const rules = networkRules(templates, values);
  const carriers = carriersOf(templates, values, ownership, services);
  const network = new NetworkFindings(carriers, rules, services, ownership);
  return {
    matrix: matrixOf(services.all, [...network.reached, ...access.reached]),
    findings: templates.hasPendingLookups
      ? []
      : [
          ...network.findings,
          ...judgeDefaultGroups(templates, carriers, ownership),
          ...judgeEgress(services, carriers, rules),
          ...access.findings,
          ...admissions.findings,
          ...judgeTrust(principals, reaching),
          ...judgeUnknown(principals, chains, assets),
          ...judgeOutside(principals, assets),
          ...judgeSearchAdministrators(templates, values, principals),
          ...judgeExposure(templates, values, ownership),
          ...judgeSharing(services, principals),
          ...judgeCopies(templates, values, ownership),
          ...judgeEmbeddedSecrets(templates, values, assets, ownership),
          ...judgeUnknownContent(templates, values),
        ],
  };
}

/** All principals, with the services whose workloads run as them. */
function principalsOf(
  templates: Templates,
  values: Values,
  ownership: Ownership,
  services: Services,
  texts: ConstructTexts,
): Principals {
  const principals = new Principals(templates, values, ownership);
  for (const workload of services.workloads) {
    const { compute, grantPrincipal } = workload;
    const below = templates.resources.filter(({ construct }) => construct.node.scopes.includes(compute));
    const tasks = below
      .flatMap(({ properties, template }) => values.texts(properties.TaskDefinition, template))
      .flatMap((arn) => templates.ofType('AWS::ECS::TaskDefinition').filter((task) => values.ref(task) === arn));
    const role: unknown = Reflect.get(grantPrincipal, 'roleArn');
    principals.assign(workload, [...below, ...tasks], typeof role === 'string' ? texts.text(role, compute) : undefined);
  }
  return principals;
}

function accessesByPrincipal(
  principals: Principals,
  assets: Assets,
  policies: ResourcePolicy[],
): Map<Principal, Access[]> {
  const policiesOf = new Map<Asset, ResourcePolicy[]>();
  for (const policy of policies) {
    for (const asset of policy.assets) {
      policiesOf.set(asset, [...(policiesOf.get(asset) ?? []), policy]);
    }
  }
  return new Map(
    principals.all.map((principal) => [principal, withoutDenied(principal, accessesOf(principal, assets), policiesOf)]),
  );
}
