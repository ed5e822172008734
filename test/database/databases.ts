import { AWSProvider, DatabaseConstruct, type DatabaseConstructProps, ServiceCatalogue } from '../../src';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

/** The databases in production, unless the props set another provider. */
export function databases(props: Partial<DatabaseConstructProps> = {}, context = {}) {
  const stack = threeZoneStack(context);
  const construct = new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    ...props,
  });
  return { stack, construct, template: () => templateOf(stack) };
}

/** A catalogue of services with only a name. */
export function catalogueOf(...names: string[]) {
  return ServiceCatalogue.of(names.map((name) => ({ name })));
}
