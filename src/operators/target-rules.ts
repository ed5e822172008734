import { Annotations, aws_ec2 as ec2, type aws_ecs as ecs, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isEndpointFor, isOfApp } from '../egress/vpc-endpoints';
import { isPending, refuse, requireDistinct, requireMatch, requireWholeNumber } from '../private/validation';
import type { OperatorAccessProps, OperatorTarget } from './operator-access-options';

/** Rejects what AWS would reject, and a target that nobody could reach. */
export function requireTargets(scope: IConstruct, { environmentName, vpc, targets }: OperatorAccessProps): void {
  requireEnvironment(scope, environmentName);
  requireList(scope, targets);
  requireDistinct(
    scope,
    'targets',
    targets.map(({ name }) => name),
  );
  for (const target of targets) {
    requireTarget(scope, target);
    requireShortName(scope, environmentName, target.name);
  }
  if (vpc.privateSubnets.length === 0 && !isPending(vpc.vpcId)) {
    throw refuse(scope, {
      prop: 'vpc',
      gotInWords: 'none',
      allowed: 'a network with private subnets, from which tasks reach the APIs of AWS',
      fix: 'Add private subnets with a NAT gateway, or with interface endpoints for the APIs that tasks call.',
    });
  }
}

function requireEnvironment(scope: IConstruct, name: string): void {
  if (!isPending(name) && (Token.isUnresolved(name) || !/^(?!aws|ssm)[\w.-]{1,64}$/i.test(name))) {
    throw refuse(scope, {
      prop: 'environmentName',
      ...(Token.isUnresolved(name) ? { gotInWords: 'a token' } : { got: name }),
      allowed: '1 to 64 letters, digits, dots, hyphens and underscores that do not start with aws or ssm',
      fix: 'The names of parameters start with it: pass a literal name, for example production.',
    });
  }
}

/** Rejects an empty list, and a value of another type, which JavaScript and Python would accept. */
export function requireList(scope: IConstruct, targets: unknown, prop = 'targets'): void {
  const count = Array.isArray(targets) ? targets.length : undefined;
  if (count === undefined || count < 1 || count > MAX_TARGETS) {
    throw refuse(scope, {
      prop,
      gotInWords: count === undefined ? String(targets) : count === 0 ? 'an empty list' : `${count} targets`,
      allowed: `a list of 1 to ${MAX_TARGETS} targets`,
      fix: 'List what people may connect to, or leave the access out. A stack has room for 500 resources.',
    });
  }
}

/** The targets that one stack has room for, at ten resources each. */
const MAX_TARGETS = 45;

function requireTarget(scope: IConstruct, { name, port, securityGroups }: OperatorTarget): void {
  if (Token.isUnresolved(name)) {
    throw refuse(scope, {
      prop: 'targets.name',
      gotInWords: 'a token',
      allowed: 'known at synthesis',
      fix: 'The ids of resources contain it: pass a literal name.',
    });
  }
  requireMatch(
    scope,
    'targets.name',
    name,
    /^[a-z][a-z0-9_-]{0,62}$/,
    'up to 63 lower-case letters, digits, hyphens and underscores, a letter first',
    'Rename the target.',
  );
  requireWholeNumber(scope, 'targets.port', port, { min: 1, max: 65535 }, `Set the port of ${name}.`);
  const count = securityGroups.length;
  if (!Token.isUnresolved(securityGroups) && (count < 1 || count > MAX_GROUPS)) {
    throw refuse(scope, {
      prop: 'targets.securityGroups',
      got: count,
      allowed: `1 to ${MAX_GROUPS} groups`,
      fix: `Pass the groups that ${name} admits.`,
    });
  }
}

/** Rejects a name that is too long for the session document and the managed policy, which has the region at its end. */
function requireShortName(scope: IConstruct, environmentName: string, name: string): void {
  if (environmentName.length + name.length > MAX_NAMES && !isPending(environmentName)) {
    throw refuse(scope, {
      prop: 'targets.name',
      got: name,
      allowed: `at most ${MAX_NAMES} characters together with the name of the environment`,
      fix: 'The name of the managed policy contains both: use a shorter name of the target or of the environment.',
    });
  }
}

/** Of the 128 characters of a policy's name, `-access-`, a hyphen and the longest region have 23, and some are left. */
const MAX_NAMES = 100;

/** The security groups that a network interface can have, unless the quota is raised. */
const MAX_GROUPS = 5;

/**
 * Warns of a network of the app in which tasks cannot reach Session Manager.
 * @param closed the targets whose tasks reach only the interface endpoints, because the way out of their services is closed
 */
export function warnOfMissingWay(
  scope: IConstruct,
  vpc: ec2.IVpc,
  image: ecs.ContainerImage | undefined,
  closed: readonly string[] = [],
): void {
  const gap = missingWay(vpc, image, closed);
  if (gap === undefined) {
    return;
  }
  Annotations.of(scope).addWarningV2(
    '@org/ecommerce-constructs:operatorAccess',
    `${gap} A task through which operators connect would not start. Add a NAT gateway, or the interface endpoints ecr.api, ` +
      'ecr.dkr, logs and ssmmessages and an `image` in a repository of the account.',
  );
}

/** Why tasks cannot reach Session Manager, as a sentence; undefined for a VPC of another app, which is unknown. */
function missingWay(
  vpc: ec2.IVpc,
  image: ecs.ContainerImage | undefined,
  closed: readonly string[],
): string | undefined {
  if (!isOfApp(vpc)) {
    return undefined;
  }
  const hasNat = vpc.node.findAll().some((child) => ec2.CfnNatGateway.isCfnNatGateway(child));
  if (hasNat && closed.length === 0) {
    return undefined;
  }
  const endpoints = vpc.node.findAll().filter((child) => ec2.CfnVPCEndpoint.isCfnVPCEndpoint(child));
  const missing = NEEDED.filter((name) => !endpoints.some((endpoint) => isEndpointFor(name, endpoint)));
  const subject = hasNat
    ? `The way out of ${closed.join(', ')} is closed, and the network has`
    : 'The network has no NAT gateway, and';
  if (missing.length > 0) {
    return `${subject} no endpoint for ${missing.join(', ')}.`;
  }
  return image === undefined ? `${subject} no way to the public image.` : undefined;
}

/** The APIs that a task calls: for its image, its logs and its session. */
const NEEDED = ['ecr.api', 'ecr.dkr', 'logs', 'ssmmessages'];
