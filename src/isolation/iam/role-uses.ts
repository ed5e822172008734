import { isSameOwner, type Owner, type Ownership } from '../ownership';
import { type Fields, isFields, type Json } from '../templates/json';
import type { Resource, Templates } from '../templates/templates';
import type { Values } from '../templates/values';
import type { Principal, Principals } from './principals';

/** A resource that runs as a role of others, such as a function beside one service with the role of another. */
export interface RoleUse {
  readonly role: Principal;
  readonly resource: Resource;
  readonly owner?: Owner;
}

/** The resources that name no role to run as: policies, and what they are attached to. */
const WITHOUT_CODE = /^AWS::IAM::(?!InstanceProfile$)/;

/** Finds the resources that run as a role which belongs to somebody else. */
export function roleUses(
  templates: Templates,
  values: Values,
  ownership: Ownership,
  principals: Principals,
): RoleUse[] {
  return templates.resources
    .filter(({ type }) => !WITHOUT_CODE.test(type))
    .flatMap((resource) => {
      const owner = ownership.of(resource.construct);
      const roles = new Set(
        [...rolesIn(resource.properties)]
          .flatMap((value) => values.texts(value, resource.template))
          .flatMap((name) => principals.find(name.includes(':role/') ? name : `arn:aws:iam:::role/${name}`) ?? []),
      );
      return [...roles].filter((role) => isOfOthers(role, resource, owner)).map((role) => ({ role, resource, owner }));
    });
}

/** The values of the properties that name roles, such as `Role`, `TaskRoleArn`, `Credentials` of an API, and `Roles` of an instance profile. */
function* rolesIn(value: Json): Generator<Json> {
  if (Array.isArray(value)) {
    for (const item of value) {
      yield* rolesIn(item);
    }
  } else if (isFields(value)) {
    for (const [name, item] of Object.entries<Fields[string]>(value)) {
      if (/(Role(Arn)?|Credentials(Arn)?)$|^Roles$/i.test(name)) {
        yield item;
      } else {
        yield* rolesIn(item);
      }
    }
  }
}

function isOfOthers({ workloadResources, services, owner }: Principal, resource: Resource, user?: Owner): boolean {
  const isPlatform = user?.isProtected === true && user.service === undefined;
  const isOwn = user?.service !== undefined && (services.has(user.service) || user.service === owner?.service);
  const isNobodys = user === undefined && owner === undefined && services.size === 0;
  return !workloadResources.has(resource) && !isPlatform && !isOwn && !isNobodys && !isSameOwner(user, owner);
}
