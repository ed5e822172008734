import { setTimeout as delay } from 'node:timers/promises';
import { STSClient } from '@aws-sdk/client-sts';
import type { InvocationContext } from '../../../rotation/function/handler';
import { handleRequest, handleResource, type LoginRequest, timeOfRequest } from '../custom-resource';
import { setting } from '../environment';
import type { AccessSystem, DeclaredLogin } from '../login-system';
import { Properties } from '../properties';
import type { WorkTime } from '../work-time';
import { type Access, ANY_MARK, accessIn, mappingFor, markOf, markOfService, roleFor } from './access';
import { Administrator } from './administrator';
import { AssumedRoles } from './assumed-roles';
import { DomainError, objectOf, SignedDomain } from './domain';
import { DomainSettings } from './settings';

/**
 * The roles of services in a domain. A service has the role with its name, to which its IAM role is mapped. There are no
 * passwords.
 */
export class SearchRoles implements AccessSystem {
  constructor(private readonly administrator: Administrator) {}

  public async apply(login: DeclaredLogin): Promise<Record<string, string>> {
    const access = accessIn(login);
    await this.requireOwn(access.service);
    await this.administrator.put(`${ROLES}/${access.service}`, roleFor(access));
    await this.administrator.put(`${MAPPINGS}/${access.service}`, mappingFor(access));
    await this.try(access);
    return { RoleArn: access.roleArn };
  }

  /** The mapping goes first: without it, the role gives nothing to anybody. */
  public async remove(login: DeclaredLogin): Promise<void> {
    const { service } = accessIn(login);
    for (const kind of [MAPPINGS, ROLES]) {
      const { description } = await this.find(kind, service, REMOVAL_PATIENCE_MS);
      if (description === markOf(login)) {
        await this.administrator.delete(`${kind}/${service}`, REMOVAL_PATIENCE_MS);
      }
    }
  }

  /** A role of somebody else, for example one of the domain's own, is never changed. */
  private async requireOwn(service: string): Promise<void> {
    for (const kind of [ROLES, MAPPINGS]) {
      const existing = await this.find(kind, service);
      const isOwn = existing.description?.startsWith(`${markOfService(service)}, `);
      if (ADMINISTRATION.includes(service) || (existing.exists && !isOwn)) {
        throw new Error(
          `The domain has a role ${service}, or a mapping to it, that is not the service's. Rename the service, or delete ` +
            'the role and its mapping, and deploy again.',
        );
      }
    }
  }

  private async find(kind: string, name: string, patienceMs?: number): Promise<Entry> {
    const entries = objectOf(await this.administrator.get(`${kind}/${name}`, patienceMs));
    const { description } = objectOf(entries[name]);
    return { exists: name in entries, description: typeof description === 'string' ? description : undefined };
  }

  /** Logs in as the service. Somebody may have mapped its role to other roles, too, which only the administrator can undo. */
  private async try({ service, roleArn }: Access): Promise<void> {
    const others = await this.rolesOfOthers(service);
    await this.administrator.getAs(roleArn, LOGIN, (answer) => {
      const { roles } = objectOf(answer);
      if (!Array.isArray(roles) || !roles.includes(service)) {
        throw new DomainError(`The domain does not give the role ${service} to ${roleArn}.`, true);
      }
      const surplus = roles.filter((name) => others.includes(name));
      if (surplus.length > 0) {
        throw new Error(
          `The domain gives ${surplus.join(', ')} to ${roleArn}, too. Remove it from the mapping of that role, and deploy again.`,
        );
      }
    });
  }

  private async rolesOfOthers(service: string): Promise<string[]> {
    const roles = Object.entries(objectOf(await this.administrator.get(ROLES)));
    const ofServices = roles.filter(([, role]) => String(objectOf(role).description).startsWith(ANY_MARK));
    return [...ADMINISTRATION, ...ofServices.map(([name]) => name).filter((name) => name !== service)];
  }
}

/** A role, or its mapping. */
interface Entry {
  readonly exists: boolean;
  readonly description?: string;
}

/** Creates what a function works with, which its environment names. */
function administratorOf(time: WorkTime): Administrator {
  const domain = new SignedDomain(setting('ENDPOINT'), setting('AWS_REGION'), time);
  return new Administrator(domain, new AssumedRoles(new STSClient(STS)), setting('ADMIN_ROLE_ARN'), time);
}

/** The handler that CloudFormation calls through Lambda, for the access of a service and for the settings of the domain. */
export async function handler(request: LoginRequest, context: InvocationContext): Promise<void> {
  const time = timeOfRequest(context.getRemainingTimeInMillis());
  const administrator = () => administratorOf(time);
  const timing = { time, pause: delay };
  if (request.ResourceType === SETTINGS) {
    await handleResource(
      request,
      () => new DomainSettings(new Properties(request.ResourceProperties), administrator),
      timing,
    );
  } else {
    await handleRequest(request, () => new SearchRoles(administrator()), timing);
  }
}

const SETTINGS = 'Custom::SearchSettings';

/** Without a way to STS, the function reports it before its time is over. */
const STS = { maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } };

const ROLES = '/_plugins/_security/api/roles';
const MAPPINGS = '/_plugins/_security/api/rolesmapping';

/** Tells every caller its roles. */
const LOGIN = '/_plugins/_security/authinfo';

/** The roles of the domain that may do everything, or change the rights of others. */
const ADMINISTRATION = ['all_access', 'security_manager', 'security_rest_api_access'];

/** Deleting a stack does not wait for a domain that is gone. */
const REMOVAL_PATIENCE_MS = 3_000;
