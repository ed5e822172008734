import type { ServiceDefinition } from '../catalogue/service-catalogue';
import { ServiceEgress } from '../egress/service-egress';
import { loginChoices } from '../logins/login-choices';
import type { LoginOptions } from '../logins/login-options';
import type { ResolvedEnvironment } from '../providers/resolved-environment';
import type { MicroserviceProps } from '../services/microservice-props';

/** The props of a service that follow from its definition, the environment and the options of the platform. */
export function servicePropsOf(
  { name, sharesStoreWith, egress, pciScope, logins }: ServiceDefinition,
  { network }: ResolvedEnvironment,
  loginsOfPlatform?: LoginOptions,
): Pick<MicroserviceProps, 'serviceName' | 'sharesStoreWith' | 'egress' | 'logins'> {
  const closed = pciScope === true && network.restrictPciEgress ? ServiceEgress._PLATFORM_OR_HTTPS : undefined;
  return {
    serviceName: name,
    sharesStoreWith,
    egress: egress ?? closed,
    logins: loginChoices(logins, loginsOfPlatform),
  };
}
