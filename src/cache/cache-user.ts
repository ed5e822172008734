import type { aws_elasticache as elasticache } from 'aws-cdk-lib';
import type { RotationTarget } from '../rotation/rotation-target';

/** A user of ElastiCache. */
export function cacheUser(user: elasticache.CfnUser): RotationTarget {
  return {
    part: 'cache',
    resource: user,
    file: 'elasticache',
    name: user.ref,
    permissions: [{ actions: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'], resources: [user.attrArn] }],
  };
}
