// The logins of administrators: the master users of databases, and the roles of domains.

/** Returns the master users of PostgreSQL instances and Aurora clusters, whose services may connect to a proxy. */
export async function masterUsers(rds, idsOf) {
  const users = [];
  for (const id of idsOf('AWS::RDS::DBInstance')) {
    const { DBInstances } = await rds.describeDBInstances({ DBInstanceIdentifier: id });
    for (const { DBClusterIdentifier, Endpoint, DBName, MasterUserSecret } of DBInstances ?? []) {
      if (DBClusterIdentifier) continue; // a member of an Aurora cluster
      users.push(masterUser(id, Endpoint.Address, Endpoint.Port, DBName, MasterUserSecret));
    }
  }
  for (const id of idsOf('AWS::RDS::DBCluster')) {
    const { DBClusters } = await rds.describeDBClusters({ DBClusterIdentifier: id });
    for (const { Endpoint, Port, DatabaseName, MasterUserSecret } of DBClusters ?? []) {
      users.push(masterUser(id, Endpoint, Port, DatabaseName, MasterUserSecret));
    }
  }
  return users.filter(({ secrets }) => secrets !== undefined);
}

const masterUser = (id, host, port, database, secret) => ({
  user: `master user of ${id}`,
  service: `the master of ${id}`,
  settings: { DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: database },
  secrets: secret && {
    DATABASE_USERNAME: { secretArn: secret.SecretArn, field: 'username' },
    DATABASE_PASSWORD: { secretArn: secret.SecretArn, field: 'password' },
  },
});

/** Returns a login for the administrator's role of each domain, with the credentials of a session. */
export async function domainAdministrators(aws, stacks) {
  const logins = [];
  for (const stack of stacks.filter((it) => it.ids('AWS::OpenSearchService::Domain').length > 0)) {
    for (const [domain, role] of await administratorRoles(aws, stack.name)) {
      const { DomainStatus } = await aws.opensearch.describeDomain({ DomainName: domain });
      const endpoint = DomainStatus.Endpoint ?? DomainStatus.Endpoints.vpc;
      logins.push({
        user: `administrator of ${domain}`,
        engine: 'opensearch',
        address: endpoint,
        name: role,
        variables: { SEARCH_ENDPOINT: endpoint, ...(await sessionOf(aws, role)) },
      });
    }
  }
  return logins;
}

/** Returns each domain of a stack with the ARN of its administrator's role, which only the template has. */
async function administratorRoles({ cloudformation, iam }, stack) {
  const physicalId = async (LogicalResourceId) => {
    const { StackResourceDetail } = await cloudformation.describeStackResource({ StackName: stack, LogicalResourceId });
    return StackResourceDetail.PhysicalResourceId;
  };
  const { TemplateBody } = await cloudformation.getTemplate({ StackName: stack });
  const roles = [];
  for (const [id, { Type, Properties }] of Object.entries(JSON.parse(TemplateBody).Resources)) {
    if (Type !== 'AWS::OpenSearchService::Domain') continue;
    const role = Properties.AdvancedSecurityOptions?.MasterUserOptions?.MasterUserARN?.['Fn::GetAtt']?.[0];
    if (role === undefined) continue; // a role of another stack, or no fine-grained access control
    const { Role } = await iam.getRole({ RoleName: await physicalId(role) });
    roles.push([await physicalId(id), Role.Arn]);
  }
  return roles;
}

/** Returns the credentials of a session of a role, as environment variables. */
export async function sessionOf({ sts }, role) {
  const { Credentials } = await sts.assumeRole({ RoleArn: role, RoleSessionName: 'proof' });
  return {
    AWS_REGION: await sts.config.region(),
    AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials.SessionToken,
  };
}
