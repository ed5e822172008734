import { type App, aws_dynamodb as dynamodb, aws_ec2 as ec2, aws_iam as iam, Stack } from 'aws-cdk-lib';
import {
  AWSProvider,
  Capability,
  DataStore,
  EcommercePlatform,
  type IServiceStore,
  Microservice,
  ServiceCatalogue,
} from '../../src';
import { existingVpc } from './stacks';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** All capabilities, except those that another one includes. */
export const EVERYTHING = [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH, Capability.STORAGE];

/** A catalogue whose stores are a database, a table and an index. */
export const CATALOGUE = ServiceCatalogue.of([
  { name: 'orders', capabilities: EVERYTHING, pciScope: true },
  {
    name: 'baskets',
    capabilities: EVERYTHING,
    store: DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }),
  },
  { name: 'finder', capabilities: EVERYTHING, store: DataStore.searchIndex() },
]);

/** Creates the platform of the catalogue in a new stack. */
export function platformIn(app: App) {
  const stack = new Stack(app, 'Shop', { env: ENV });
  return new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), catalogue: CATALOGUE });
}

/** Creates a store without an address and a password. Access to it consists of these actions on these resources. */
export function granting(actions: string[], resourceArns: string[]): IServiceStore {
  return {
    connections: new ec2.Connections(),
    settings: { STORE_NAME: 'store' },
    secrets: {},
    grantAccess: (grantee) => iam.Grant.addToPrincipal({ grantee, actions, resourceArns }),
  };
}

/** Creates a service in the stack. */
export function serviceIn(stack: Stack, store = granting(['s3:GetObject'], ['arn:aws:s3:::reviews/*'])) {
  return new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack), store });
}
