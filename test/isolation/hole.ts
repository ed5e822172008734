import { aws_dynamodb as dynamodb, aws_iam as iam, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Capability, DataStore, ServiceCatalogue } from '../../src';
import { createShop, type Shop } from './shop';

/** A hole in the isolation, and the finding that must name it. */
export interface Hole {
  readonly name: string;
  /** Makes the hole in a shop without holes. */
  readonly plant: (shop: Shop) => void;
  /** The rule, which begins the id of the finding. */
  readonly rule: string;
  /** Who reaches it: the service, or another principal. */
  readonly subject: string;
  /** What is reached. */
  readonly object: string;
  /** A part of the path of the statement or the rule. */
  readonly path: string;
  readonly environment?: string;
}

/** A store of each kind, and a service for each shared part. */
export const SMALL = ServiceCatalogue.of([
  { name: 'orderservice', capabilities: [Capability.CACHE, Capability.MESSAGING] },
  { name: 'userservice', capabilities: [Capability.CACHE] },
  { name: 'paymentservice', capabilities: [Capability.MESSAGING], pciScope: true },
  { name: 'productservice', store: DataStore.documentDb(), capabilities: [Capability.STORAGE] },
  {
    name: 'inventoryservice',
    store: DataStore.dynamoDb({ partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING } }),
    capabilities: [Capability.CACHE, Capability.STORAGE_READ],
  },
  { name: 'searchservice', store: DataStore.searchIndex(), capabilities: [Capability.SEARCH] },
]);

export function smallShop(environment = 'local', context: Record<string, unknown> = {}): Shop {
  return createShop(environment, SMALL, {}, context);
}

/** The task role of a service. */
export function roleOf({ workloads }: Shop, service: string): iam.Role {
  const role = workloads.get(service)?.service.taskDefinition.taskRole;
  if (!iam.Role.isRole(role)) {
    throw new Error(`no role of ${service}`);
  }
  return role;
}

/** The stack of a workload. */
export function stackOf({ workloads }: Shop, service: string) {
  const workload = workloads.get(service);
  if (!workload) {
    throw new Error(`no workload of ${service}`);
  }
  return workload.stack;
}

/** The secret of a store. */
export function secretOf({ platform }: Shop, service: string): secretsmanager.ISecret {
  const { secret } = platform.service(service).store?.secrets.DATABASE_PASSWORD ?? {};
  if (!secret) {
    throw new Error(`no secret of ${service}`);
  }
  return secret;
}

/** A value that must be there. */
export function defined<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('a value is missing');
  }
  return value;
}

export const READ_SECRET = 'secretsmanager:GetSecretValue';

/** A statement that allows actions on resources. */
export function allow(actions: string[], resources: string[], props: iam.PolicyStatementProps = {}) {
  return new iam.PolicyStatement({ actions, resources, ...props });
}

/** A policy document with one statement, as JSON. */
export function document(statement: Record<string, unknown>) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
}
