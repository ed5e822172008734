import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { CONNECT_ACTION } from '../../access/known-access';
import type { Permission } from '../../access/permissions';

/** The users of a service who log in with IAM: that of its workloads, and that of its migrations. */
export function iamUsersOf(serviceName: string): readonly [string, string] {
  return [serviceName, `${serviceName}_migrator`];
}

/**
 * Permission to log in as one user of a database or of a proxy.
 *
 * @param resourceId the id of the database or of the proxy, which RDS gives it
 */
export function connectWithIam(scope: IConstruct, resourceId: string, user: string): Permission {
  const userArn = Stack.of(scope).formatArn({
    service: 'rds-db',
    resource: 'dbuser',
    resourceName: `${resourceId}/${user}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return { actions: [CONNECT_ACTION], resources: [userArn] };
}
