import type { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import type { StackContents, Survey } from './survey';

/**
 * Rejects a stack with more resources than CloudFormation takes. The services that stay in the platform's stack are the
 * first ones of the catalogue, because a service that is added is the last one.
 */
export function validateResources(stack: Stack, survey: Survey): string[] {
  const limit = limitOf(stack);
  const contents = survey.contentsOf(stack);
  if (limit === 0 || contents.resources <= limit) {
    return [];
  }
  const services = survey.services.filter((service) => contents.ofServices.has(service));
  const hasRoom = firstThatFit(services, contents, limit).length > 0;
  return [hasRoom ? tooManyServices(services, contents, limit) : tooManyResources(stack, contents, limit)];
}

/** The limit that the CDK enforces, which an app can set in its context; 0 if the app disables it. */
function limitOf({ node }: IConstruct): number {
  const context = Number(node.tryGetContext(CONTEXT) ?? CLOUDFORMATION_LIMIT);
  return Number.isInteger(context) ? context : CLOUDFORMATION_LIMIT;
}

/** The first services of a stack that does not have room for all of them. */
function firstThatFit(services: readonly string[], { shared, own, ofServices }: StackContents, limit: number) {
  let total = shared + own;
  const end = services.findIndex((service) => {
    total += ofServices.get(service) ?? 0;
    return total > limit;
  });
  return services.slice(0, end);
}

function tooManyServices(services: readonly string[], contents: StackContents, limit: number): string {
  const { resources, own, ofServices } = contents;
  const sizes = new Set(ofServices.values());
  const fitting = firstThatFit(services, contents, limit);
  const kept = firstThatFit(services, contents, limit - OF_LAYOUT).map((name) => `'${name}'`);
  const taker = limit === CLOUDFORMATION_LIMIT ? 'CloudFormation takes' : `the context \`${CONTEXT}\` allows`;
  return (
    `catalogue must be at most ${fitting.length} ${sizes.size === 1 ? 'such' : 'of these'} services in one stack, got ` +
    `${services.length}: ${summands(contents)} make ${resources}, and ${taker} ${limit}. Give the platform ` +
    `\`serviceStacks: ServiceStacks.perService({ keepInPlatform: [${kept.join(', ')}] })\`; ` +
    'nothing deployed moves. The list must have every deployed service: these are the first ones of the catalogue.' +
    (own > 0 ? ' Or create resources of your own in another stack.' : '')
  );
}

function tooManyResources(stack: Stack, contents: StackContents, limit: number): string {
  return refuse(stack, {
    prop: 'stack',
    allowed: `one with at most ${limit} resources`,
    gotInWords: `${contents.resources}: ${summands(contents)}`,
    fix:
      contents.own > 0
        ? 'Create resources of your own, such as workloads, in another stack of the app.'
        : 'Have custom stores create fewer resources.',
  }).message;
}

/** What a stack contains: '110 shared resources, 12 of your own and 20 x 23'. */
function summands({ shared, own, ofServices }: StackContents): string {
  return LIST.format([
    ...(shared > 0 ? [`${shared} shared resources`] : []),
    ...(own > 0 ? [`${own} of your own`] : []),
    ...(ofServices.size > 0 ? [product(ofServices)] : []),
  ]);
}

/** The resources of services: '11 of orders', '20 x 23', or '20 services of 14 to 36, together 471,'. */
function product(ofServices: ReadonlyMap<string, number>): string {
  const [[name], ...others] = ofServices;
  const sizes = [...ofServices.values()];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (others.length === 0) {
    return `${sum} of ${name}`;
  }
  return least === most
    ? `${sizes.length} x ${most}`
    : `${sizes.length} services of ${least} to ${most}, together ${sum},`;
}

const LIST = new Intl.ListFormat('en-GB');
const CLOUDFORMATION_LIMIT = 500;
const CONTEXT = '@aws-cdk/core:stackResourceLimit';
/**
 * The resources that the stack of a platform with databases and backups has only if services have stacks: the selection of
 * backups by tag, and the subscription to events of proxies. A platform without databases gets more of them: if they do
 * not fit, the error comes again with fewer services.
 */
const OF_LAYOUT = 2;
