import type { Asset, Assets } from '../assets';
import { type Fields, fields, type Json, list } from '../templates/json';
import type { Resource, Templates } from '../templates/templates';
import type { Values } from '../templates/values';
import { type Condition, type Statement, statementsOf } from './statements';

/** A policy of a resource, and the assets that it protects. */
export interface ResourcePolicy {
  readonly resource: Resource;
  readonly statements: Statement[];
  /** The assets; empty if the templates do not tell which. */
  readonly assets: Asset[];
}

/** Where a type of resource has a policy, and what it is for. */
interface Location {
  readonly document: (properties: Fields) => Json;
  /** The property that names what the policy is for; the resource itself if undefined. */
  readonly target?: string;
  /** The AWS service whose resources its statements name. */
  readonly service?: string;
}

const LOCATIONS: Readonly<Record<string, Location>> = {
  'AWS::Backup::BackupVault': { document: ({ AccessPolicy }) => AccessPolicy },
  'AWS::DynamoDB::Table': {
    document: ({ ResourcePolicy, StreamSpecification }) => [
      fields(ResourcePolicy).PolicyDocument,
      fields(fields(StreamSpecification).ResourcePolicy).PolicyDocument,
    ],
  },
  'AWS::DynamoDB::GlobalTable': {
    document: ({ Replicas }) =>
      list(Replicas)
        .map(fields)
        .flatMap(({ ResourcePolicy, ReplicaStreamSpecification }) => [
          fields(ResourcePolicy).PolicyDocument,
          fields(fields(ReplicaStreamSpecification).ResourcePolicy).PolicyDocument,
        ]),
  },
  'AWS::ECR::Repository': { document: ({ RepositoryPolicyText }) => RepositoryPolicyText },
  'AWS::KMS::Key': { document: ({ KeyPolicy }) => KeyPolicy },
  'AWS::KMS::ReplicaKey': { document: ({ KeyPolicy }) => KeyPolicy },
  'AWS::Logs::ResourcePolicy': { document: ({ PolicyDocument }) => PolicyDocument, service: 'logs' },
  'AWS::OpenSearchService::Domain': { document: ({ AccessPolicies }) => AccessPolicies },
  'AWS::S3::AccessPoint': { document: ({ Policy }) => Policy },
  'AWS::S3::BucketPolicy': { document: ({ PolicyDocument }) => PolicyDocument, target: 'Bucket' },
  'AWS::SNS::TopicInlinePolicy': { document: ({ PolicyDocument }) => PolicyDocument, target: 'TopicArn' },
  'AWS::SNS::TopicPolicy': { document: ({ PolicyDocument }) => PolicyDocument, target: 'Topics' },
  'AWS::SQS::QueueInlinePolicy': { document: ({ PolicyDocument }) => PolicyDocument, target: 'Queue' },
  'AWS::SQS::QueuePolicy': { document: ({ PolicyDocument }) => PolicyDocument, target: 'Queues' },
  'AWS::SecretsManager::ResourcePolicy': { document: ({ ResourcePolicy }) => ResourcePolicy, target: 'SecretId' },
};

/** Reads the policies of all resources. */
export function resourcePolicies(templates: Templates, values: Values, assets: Assets): ResourcePolicy[] {
  const byName = new Map<string, Asset>();
  for (const asset of assets.all) {
    byName.set(asset.arn, asset);
    if (asset.resource) {
      byName.set(values.ref(asset.resource), asset);
    }
  }
  const find = (name: string) =>
    byName.get(name) ?? byName.get(`arn:aws:s3:::${name}`) ?? byName.get(name.split(':').slice(0, 7).join(':'));
  const targets = (value: Json, { template }: Resource) =>
    list(value)
      .flatMap((item) => values.texts(item, template))
      .flatMap((name) => find(name) ?? []);
  const policies = Object.entries(LOCATIONS).flatMap(([type, { document, target, service }]) =>
    templates.ofType(type).flatMap((resource): ResourcePolicy[] => {
      const own = target === undefined ? values.arn(resource) : resource.properties[target];
      const statements = [document(resource.properties)]
        .flat()
        .flatMap((one) => statementsOf(one, resource, values, '', target === undefined || !resource.isConditional));
      const protectedAssets = service === undefined ? targets(own, resource) : assets.of(service);
      return statements.length === 0 ? [] : [{ resource, statements, assets: protectedAssets }];
    }),
  );
  const permissions = templates.ofType('AWS::Lambda::Permission').map((resource) => ({
    resource,
    statements: [permissionOf(resource, values)],
    assets: functionsOf(resource, values, find),
  }));
  return [...policies, ...permissions];
}

/** A permission of a function is one statement of its policy. */
function permissionOf(resource: Resource, values: Values): Statement {
  const { Action, Principal, SourceAccount, SourceArn, PrincipalOrgID } = resource.properties;
  const texts = (value: Json) => values.texts(value, resource.template);
  const conditions = Object.entries({
    'aws:SourceAccount': SourceAccount,
    'aws:SourceArn': SourceArn,
    'aws:PrincipalOrgID': PrincipalOrgID,
  });
  return {
    isAllow: true,
    actions: texts(Action),
    isNotAction: false,
    resources: ['*'],
    isNotResource: false,
    principals: texts(Principal).map((name) => ({ type: /\.amazonaws\.com/.test(name) ? 'Service' : 'AWS', name })),
    isNotPrincipal: false,
    conditions: conditions
      .filter(([, value]) => value !== undefined)
      .map(([key, value]): Condition => ({ operator: 'StringLike', key, values: texts(value) })),
    resource,
    place: 'permission',
  };
}

/** A permission names a function by its name or its ARN, or a version or an alias of it. */
function functionsOf(resource: Resource, values: Values, find: (name: string) => Asset | undefined): Asset[] {
  return values
    .texts(resource.properties.FunctionName, resource.template)
    .flatMap((name) => find(name) ?? find(name.replace(/:[^:]+$/, '')) ?? []);
}
