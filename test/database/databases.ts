import { AWSProvider, DatabaseConstruct, type DatabaseConstructProps, ServiceCatalogue } from '../../src';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

/** The databases of production, unless the props say otherwise. */
export function databases(props: Partial<DatabaseConstructProps> = {}, context = {}) {
  const stack = threeZoneStack(context);
  const construct = new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    ...props,
  });
  return { stack, construct, template: () => templateOf(stack) };
}

/** Services that say nothing but their names. */
export function catalogueOf(...names: string[]) {
  return ServiceCatalogue.of(names.map((name) => ({ name })));
}
