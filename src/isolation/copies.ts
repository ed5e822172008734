import { resourceIdOf } from './assets';
import type { Finding } from './finding';
import type { Owner, Ownership } from './ownership';
import { type Fields, fields, type Json, list } from './templates/json';
import { overlap, readable } from './templates/placeholders';
import type { Resource, Templates } from './templates/templates';
import type { Values } from './templates/values';

/** How a type of resource brings data from one resource to another: CloudFormation does so without a policy of a service. */
interface Copy {
  /** What the data is of; the resource itself if undefined. */
  readonly from?: (properties: Fields) => Json;
  /** What receives the data; the resource itself if undefined. */
  readonly to?: (properties: Fields) => Json;
}

const COPIES: Readonly<Record<string, Copy>> = {
  'AWS::Backup::BackupSelection': { from: ({ BackupSelection }) => fields(BackupSelection).Resources },
  'AWS::DocDB::DBInstance': { from: ({ DBClusterIdentifier }) => DBClusterIdentifier },
  'AWS::DocDB::DBCluster': { from: ({ SourceDBClusterIdentifier }) => SourceDBClusterIdentifier },
  'AWS::DynamoDB::Table': { to: ({ KinesisStreamSpecification }) => fields(KinesisStreamSpecification).StreamArn },
  'AWS::KMS::ReplicaKey': { from: ({ PrimaryKeyArn }) => PrimaryKeyArn },
  'AWS::Logs::SubscriptionFilter': {
    from: ({ LogGroupName }) => LogGroupName,
    to: ({ DestinationArn }) => DestinationArn,
  },
  'AWS::RDS::DBCluster': {
    from: (properties) => [
      properties.SourceDBClusterIdentifier,
      properties.SourceDbClusterResourceId,
      properties.ReplicationSourceIdentifier,
    ],
  },
  'AWS::RDS::DBInstance': {
    from: (properties) => [
      properties.DBClusterIdentifier,
      properties.SourceDBInstanceIdentifier,
      properties.SourceDBClusterIdentifier,
      properties.SourceDbiResourceId,
    ],
  },
  'AWS::RDS::DBProxyEndpoint': { from: ({ DBProxyName }) => DBProxyName },
  'AWS::RDS::GlobalCluster': { from: ({ SourceDBClusterIdentifier }) => SourceDBClusterIdentifier },
  'AWS::S3::Bucket': {
    to: ({ ReplicationConfiguration }) =>
      list(fields(ReplicationConfiguration).Rules).map((rule) => fields(fields(rule).Destination).Bucket),
  },
  'AWS::SNS::Subscription': { from: ({ TopicArn }) => TopicArn, to: ({ Endpoint }) => Endpoint },
  'AWS::SNS::Topic': { to: ({ Subscription }) => list(Subscription).map((one) => fields(one).Endpoint) },
  'AWS::SQS::Queue': { to: ({ RedrivePolicy }) => fields(RedrivePolicy).deadLetterTargetArn },
};

/** What is at one end: a resource of the app, or the name of one that is in no stack. */
interface End {
  readonly name: string;
  readonly resource?: Resource;
}

/** Finds resources that receive the data of a service, or of a shared part, and that belong to another service. */
export function judgeCopies(templates: Templates, values: Values, ownership: Ownership): Finding[] {
  const byName = new Map<string, Resource>();
  for (const resource of templates.resources) {
    byName.set(values.ref(resource), resource).set(values.arn(resource), resource);
    if (/^AWS::RDS::DB(Instance|Cluster)$/.test(resource.type)) {
      byName.set(resourceIdOf(resource, values), resource);
    }
  }
  const find = (name: string): End[] => {
    const resource = byName.get(name);
    const isPattern = resource === undefined && /[*?]/.test(name);
    const matching = isPattern ? templates.resources.filter((one) => overlap(name, values.arn(one))) : [];
    return matching.length === 0 ? [{ name, resource }] : matching.map((one) => ({ name: one.path, resource: one }));
  };
  return Object.entries(COPIES).flatMap(([type, { from, to }]) =>
    templates.ofType(type).flatMap((resource) => {
      const ends = (end?: (properties: Fields) => Json): End[] =>
        end === undefined
          ? [{ name: resource.path, resource }]
          : values.texts(end(resource.properties), resource.template).flatMap(find);
      return ends(from).flatMap((source) =>
        ends(to).flatMap((destination) => judge(resource, source, destination, ownership)),
      );
    }),
  );
}

function judge(resource: Resource, source: End, destination: End, ownership: Ownership): Finding[] {
  const owner = source.resource && ownership.of(source.resource.construct);
  const receiver = destination.resource && ownership.of(destination.resource.construct);
  if (owner === undefined || isAccepted(owner, receiver, destination, ownership.of(resource.construct))) {
    return [];
  }
  const subject = receiver?.service?.name ?? readable(destination.resource?.path ?? destination.name);
  return [
    {
      rule: 'Copy',
      subject,
      object: owner.label,
      description:
        `${subject} receives data of ${owner.label} (${source.resource?.path}), which it was not given: ${resource.path} brings ` +
        `it to ${readable(destination.resource?.path ?? destination.name)}.`,
      fix: 'Remove the resource, or create it beside the service that the data belongs to.',
      construct: resource.construct,
      path: resource.path,
    },
  ];
}

/** Whether the data stays with its owner, goes to the platform, or goes out of the app because its owner sends it. */
function isAccepted(owner: Owner, receiver: Owner | undefined, { resource }: End, sender: Owner | undefined): boolean {
  if (resource === undefined) {
    return owner.service === undefined || sender?.service === owner.service;
  }
  if (receiver?.service === undefined) {
    return owner.service === undefined || receiver?.isProtected === true;
  }
  return receiver.service === owner.service;
}
