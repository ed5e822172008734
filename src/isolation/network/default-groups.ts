import type { Finding } from '../finding';
import type { Ownership } from '../ownership';
import type { Templates } from '../templates/templates';
import type { Carrier } from './carriers';

/** The types of servers that get the default group of their VPC without groups of their own. */
const SERVERS = [
  'AWS::AmazonMQ::Broker',
  'AWS::DocDB::DBCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBProxy',
];

/** Finds servers of services and of the platform without security groups: the templates do not tell who reaches them. */
export function judgeDefaultGroups(templates: Templates, carriers: Carrier[], ownership: Ownership): Finding[] {
  const carrying = new Set(carriers.map(({ resource }) => resource));
  return templates
    .ofType(...SERVERS)
    .filter((resource) => !carrying.has(resource) && resource.properties.DBClusterIdentifier === undefined)
    .flatMap(({ construct, path }) => {
      const owner = ownership.of(construct);
      return owner === undefined
        ? []
        : [
            {
              rule: 'Unknown',
              subject: 'anyone',
              object: owner.label,
              description:
                `Anyone may reach ${owner.label} (${path}) over the network: it has no security group, so that it gets the ` +
                'default group of its VPC.',
              fix: 'Give it a security group of its own.',
              construct,
              path,
            },
          ];
    });
}
