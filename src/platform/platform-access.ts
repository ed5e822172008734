import { aws_ec2 as ec2, Fn, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type AccessData, accessData, withTexts } from '../access/access-data';
import type { ISharedPart } from '../access/shared-part';
import { pathText } from '../naming/texts';
import { OperatorAccess } from '../operators/operator-access';
import type { OperatorAccessOptions, OperatorTarget } from '../operators/operator-access-options';
import { requireList, warnOfMissingWay } from '../operators/target-rules';
import { deployAfter } from '../parameters/stack-dependency';
import { refuse, requireDistinct } from '../private/validation';
import type { ResolvedEnvironment } from '../providers/resolved-environment';
import type { Microservice } from '../services/microservice';
import type { PlatformValues } from './platform-values';

/** A platform with its network and its key. */
interface ReachablePlatform extends Construct {
  readonly vpc: ec2.IVpc;
  readonly encryptionKey: kms.IKey;
}

/** What operators may reach in a platform. */
export interface PlatformAccessProps {
  readonly environment: ResolvedEnvironment;
  /** Undefined if the platform has no environment name. */
  readonly values?: PlatformValues;
  readonly services: ReadonlyMap<string, Microservice>;
  /** The shared parts, by their props. */
  readonly parts: ReadonlyMap<string, ISharedPart>;
}

/**
 * Creates the access of operators in a stack of its own, which is deployed after those that it reads values of: no other stack
 * refers to it, and it can be deleted at any time.
 */
export function createPlatformAccess(
  platform: ReachablePlatform,
  options: OperatorAccessOptions | undefined,
  props: PlatformAccessProps,
): OperatorAccess | undefined {
  const { environment, values } = props;
  if (options === undefined) {
    return undefined;
  }
  if (values === undefined) {
    throw refuse(platform, {
      prop: 'environmentName',
      gotInWords: 'none',
      allowed: 'set if `access` has targets',
      fix: 'The parameters that operators read start with it: set it, or use a provider with an `environmentName`.',
    });
  }
  requireList(platform, options.targets, 'access.targets');
  requireDistinct(platform, 'access.targets', options.targets);
  const { account, region } = Stack.of(platform);
  const stack = new Stack(platform, 'Access', {
    description: `Access of operators to ${pathText(platform)}`,
    env: { account, region },
  });
  deployAfter(stack, platform, 'is a part of the platform');
  // The published VPC, which the tasks refer to, does not tell its gateways and endpoints.
  warnOfMissingWay(
    stack,
    platform.vpc,
    options.image,
    options.targets.filter((name) => isClosed(props.services.get(name))),
  );
  return new OperatorAccess(stack, 'Operators', {
    ...options,
    provider: environment,
    environmentName: values.environmentName,
    vpc: values.publishedVpc(platform.vpc),
    encryptionKey: platform.encryptionKey,
    targets: options.targets.map((name) => targetOf(platform, stack, name, { ...props, values })),
  });
}

interface TargetProps extends PlatformAccessProps {
  readonly values: PlatformValues;
}

function targetOf(platform: ReachablePlatform, stack: Stack, name: string, props: TargetProps): OperatorTarget {
  const { services, parts, values } = props;
  const vpc = values.publishedVpc(platform.vpc);
  const service = services.get(name);
  const part = parts.get(name);
  if (service && part) {
    throw refuse(platform, {
      prop: 'access.targets',
      got: name,
      allowed: 'the name of either a service or a part',
      fix: 'The catalogue has a service with the name of a part: rename the service, or use `OperatorAccess` for it.',
    });
  }
  if (service) {
    const store = service._record.accesses.find(({ capability }) => capability === undefined);
    // A closed way out of the service is the one of its task too: the group leads to the store and to the APIs of AWS.
    const { securityGroupId } = service.securityGroup;
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, `Group-${name}`, securityGroupId, { mutable: false });
    return { name, ...endpointOf(platform, name, store), securityGroups: [group] };
  }
  const [capability] = part?.capabilities ?? [];
  if (part === undefined || capability === undefined) {
    throw refuse(platform, {
      prop: 'access.targets',
      got: name,
      allowed: `among the services and the parts with a port: ${choices(props).join(', ')}`,
      fix: 'Correct the name, or leave it out.',
    });
  }
  // The access of every service has the same endpoint.
  const access = accessData(stack, part.accessFor({ serviceName: 'service', capability }));
  const published = withTexts(access, (text) => values.publishedOf(name, part, text));
  return {
    name,
    ...endpointOf(platform, name, published),
    // The groups of clients lead to the part alone, so that the task needs another one to reach Session Manager.
    securityGroups: [...part.clientSecurityGroups, wayOut(stack, vpc)],
  };
}

/** Whether the task of a service cannot call AWS but through the interface endpoints. */
function isClosed(service: Microservice | undefined): boolean {
  const group = service?.securityGroup.node.defaultChild;
  if (
    service === undefined ||
    service.securityGroup.allowAllOutbound ||
    !ec2.CfnSecurityGroup.isCfnSecurityGroup(group)
  ) {
    return false;
  }
  const rules: ec2.CfnSecurityGroup.EgressProperty[] = Stack.of(group).resolve(group.securityGroupEgress) ?? [];
  return !rules.some(({ cidrIp, toPort }) => cidrIp === '0.0.0.0/0' && toPort === 443);
}

/** The host and the port in an access. */
function endpointOf(platform: Construct, name: string, access?: AccessData): Pick<OperatorTarget, 'host' | 'port'> {
  const { settings = {}, rules: [rule] = [] } = access ?? {};
  const { DATABASE_HOST, CACHE_ENDPOINT, SEARCH_ENDPOINT, BROKER_ENDPOINT } = settings;
  const host = DATABASE_HOST ?? CACHE_ENDPOINT ?? SEARCH_ENDPOINT ?? (BROKER_ENDPOINT && hostOf(BROKER_ENDPOINT));
  if (host === undefined || rule === undefined) {
    throw refuse(platform, {
      prop: 'access.targets',
      got: name,
      allowed: 'the name of a part or of a service whose store has a host and a port',
      fix:
        rule === undefined
          ? `Remove ${name}: people reach what has no port by the API of AWS, for example a DynamoDB table with the CLI.`
          : `Remove ${name}, or use \`OperatorAccess\` with the host of its store, which has no setting DATABASE_HOST.`,
    });
  }
  return { host, port: rule.port };
}

/** The host in an address such as `amqps://host:5671`. */
function hostOf(address: string): string {
  return Fn.select(0, Fn.split(':', Fn.select(1, Fn.split('://', address))));
}

/** A group that leads to the APIs of AWS. It is admitted nowhere. */
function wayOut(stack: Stack, vpc: ec2.IVpc): ec2.ISecurityGroup {
  const id = 'WayOut';
  const existing = stack.node.tryFindChild(id);
  if (existing instanceof ec2.SecurityGroup) {
    return existing;
  }
  const group = new ec2.SecurityGroup(stack, id, {
    vpc,
    description: 'Leads operators to Session Manager',
    allowAllOutbound: false,
  });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'To the APIs of AWS');
  return group;
}

function choices({ services, parts }: PlatformAccessProps): string[] {
  const withPort = [...parts].filter(([, { clientSecurityGroups }]) => clientSecurityGroups.length > 0);
  return [...services.keys(), ...withPort.map(([name]) => name)];
}
