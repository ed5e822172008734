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
  const total = contents.resources.length;
  if (limit === 0 || total <= limit) {
    return [];
  }
  const services = survey.services.filter((service) => contents.ofServices.has(service));
  const fitting = firstThatFit(services, contents, limit);
  if (services.length > fitting.length && fitting.length > 0) {
    return [tooManyServices({ services, fitting, contents, limit })];
  }
  return [tooManyResources(stack, contents, limit)];
}

/** The limit that the CDK enforces, which an app can set in its context; 0 if the app disables it. */
function limitOf({ node }: IConstruct): number {
  const context = Number(node.tryGetContext(CONTEXT) ?? CLOUDFORMATION_LIMIT);
  return Number.isInteger(context) ? context : CLOUDFORMATION_LIMIT;
}

function firstThatFit(services: readonly string[], { shared, own, ofServices }: StackContents, limit: number) {
  let total = shared + own;
  const end = services.findIndex((service) => {
    total += ofServices.get(service) ?? 0;
    return total > limit;
  });
  return services.slice(0, end);
}

interface Overflow {
  readonly services: readonly string[];
  readonly fitting: readonly string[];
  readonly contents: StackContents;
  readonly limit: number;
}

function tooManyServices({ services, fitting, contents, limit }: Overflow): string {
  const { resources, own, ofServices } = contents;
  const sizes = new Set(ofServices.values());
  const kept = fitting.map((service) => `'${service}'`).join(', ');
  return (
    `catalogue must be at most ${fitting.length} ${sizes.size === 1 ? 'such' : 'of these'} services in one stack, got ` +
    `${services.length}: ${besides(contents)} and ${product(ofServices)} make ${resources.length}, and ` +
    `${allowance(limit)}. Give the platform \`serviceStacks: ServiceStacks.perService({ keepInPlatform: [${kept}] })\`; ` +
    'nothing deployed moves. The list must have every deployed service: these are the first ones of the catalogue.' +
    (own > 0 ? ' Or create resources of your own in another stack.' : '')
  );
}

/** Counts all resources in the stack of a service, where those of the user and of the service are in the same construct. */
function tooManyResources(stack: Stack, contents: StackContents, limit: number): string {
  const { resources, own, ofServices } = contents;
  const total = resources.length;
  const services = ofServices.size > 0 ? ` and ${product(ofServices)}` : '';
  return refuse(stack, {
    prop: 'stack',
    ...(own > 0
      ? {
          allowed: `one with at most ${Math.max(limit - total + own, 0)} resources of your own`,
          gotInWords: `${own}: ${besides(contents)}${services} make ${total}, and ${allowance(limit)}`,
        }
      : { allowed: `one with at most ${limit} resources`, got: total }),
    fix: 'Create resources of your own in another stack.',
  }).message;
}

/** The resources besides those of services: '110 shared resources, 12 of your own'. */
function besides({ shared, own }: StackContents): string {
  return `${shared} shared resources${own > 0 ? `, ${own} of your own` : ''}`;
}

/** The resources of services: '20 x 23', or for services of different sizes '20 services of 14 to 36, together 471,'. */
function product(ofServices: ReadonlyMap<string, number>): string {
  const sizes = [...ofServices.values()];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const sum = sizes.reduce((total, size) => total + size, 0);
  return least === most
    ? `${sizes.length} x ${most}`
    : `${sizes.length} services of ${least} to ${most}, together ${sum},`;
}

function allowance(limit: number): string {
  return limit === CLOUDFORMATION_LIMIT
    ? `CloudFormation takes ${limit}`
    : `the context \`${CONTEXT}\` allows ${limit}`;
}

const CLOUDFORMATION_LIMIT = 500;
const CONTEXT = '@aws-cdk/core:stackResourceLimit';
