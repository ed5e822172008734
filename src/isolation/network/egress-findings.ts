import type { IConstruct } from 'constructs';
import type { Finding } from '../finding';
import type { Service, Services } from '../services';
import { readable } from '../templates/placeholders';
import type { Carrier } from './carriers';
import type { NetworkRule } from './rules';

/**
 * Finds ways out that the library did not give to a service: its own security group does not allow everything, and another rule
 * of a group that its workloads carry leads to addresses.
 */
export function judgeEgress(services: Services, carriers: Carrier[], rules: NetworkRule[]): Finding[] {
  const egress = rules.filter(({ direction, addresses }) => direction === 'egress' && addresses !== undefined);
  return services.all.flatMap((service) => {
    const scope = [...services.constructs].find(([, own]) => own === service)?.[0];
    const isOpen = scope
      ? egress.some((rule) => isEverything(rule) && rule.group === service.groups[0] && isOf(rule, scope))
      : !service.isClosed;
    if (isOpen) {
      return [];
    }
    const carried = carriers
      .filter((carrier) => carrier.service === service && !LOAD_BALANCERS.test(carrier.resource?.type ?? ''))
      .flatMap(({ groups }) => groups);
    return egress
      .filter((rule) => carried.includes(rule.group) && !isOf(rule, scope))
      .map((rule) => findingOf(service, rule));
  });
}

/** Load balancers run no code of a service. */
const LOAD_BALANCERS = /^AWS::ElasticLoadBalancing/;

/** Whether a rule allows all traffic to all addresses: the way out of a service that is open. */
function isEverything({ addresses, protocol }: NetworkRule): boolean {
  return protocol === '-1' && (addresses === '0.0.0.0/0' || addresses === '::/0');
}

/** Whether the library wrote a rule: inside of the service's own group, or of its construct. */
function isOf({ resource }: NetworkRule, scope: IConstruct | undefined): boolean {
  return (
    scope !== undefined &&
    resource.type === 'AWS::EC2::SecurityGroup' &&
    resource.path.startsWith(`${scope.node.path}/`)
  );
}

function findingOf(service: Service, { addresses = '', resource, place, group }: NetworkRule): Finding {
  return {
    rule: 'Egress',
    subject: service.name,
    object: readable(addresses),
    description:
      `${service.name} reaches ${readable(addresses)}, which it was not given: ${place} of ${resource.path} allows it to the ` +
      `security group ${readable(group)}, which a workload of the service carries.`,
    fix: 'Remove the rule, or give the way out to the service.',
    construct: resource.construct,
    path: resource.path,
  };
}
