// The commands with which a developer connects to a part. They run with the settings and secrets of a service, so that none of
// them contains a password.

const TOOL = 'npx @org/ecommerce-local';

/** Returns the command that starts a program of a service. */
export const runCommand = (service) => `${TOOL} run ${service} -- node server.js`;

/** Returns the commands of a part, each as { title, command }. The child's shell, and not the user's, expands the variables. */
export function connectCommands(part, { endpoint, region }) {
  const [service] = part.services;
  const inShell = (script) => `${TOOL} run ${service} -- sh -c '${script}'`;
  const aws = (args) => `${TOOL} run ${service} -- aws ${args} --endpoint-url ${endpoint}`;
  const kind = part.kind === 'Custom store' ? part.resource?.kind : part.kind;
  switch (kind) {
    case 'PostgreSQL':
    case 'Aurora PostgreSQL':
      return [{ title: 'psql', command: `${TOOL} psql ${service}` }];
    case 'DocumentDB':
      return [{ title: 'mongosh', command: inShell(MONGOSH) }];
    case 'Valkey':
      return [{ title: 'valkey-cli', command: inShell(valkeyCli(part.resource)) }];
    case 'RabbitMQ':
      return part.resource?.consoleUrl ? [{ title: 'Management console', command: part.resource.consoleUrl }] : [];
    case 'OpenSearch':
    case 'Search index':
      return [{ title: 'curl', command: inShell(signedCurl(part.index ?? service, region)) }];
    case 'DynamoDB table':
      return [{ title: 'aws dynamodb', command: aws(`dynamodb scan --table-name ${part.endpoint}`) }];
    case 'S3 bucket':
      return [{ title: 'aws s3', command: aws(`s3 ls s3://${part.endpoint}`) }];
    default:
      return [];
  }
}

const MONGOSH =
  'mongosh "mongodb://$DATABASE_HOST:$DATABASE_PORT/$DATABASE_NAME?$DATABASE_OPTIONS&directConnection=true" --tlsCAFile "$RDS_CA_FILE" ' +
  '--username "$DATABASE_USERNAME" --password "$DATABASE_PASSWORD"';

/** The client reads the password from a variable, whose name changed with its versions. No list of processes shows it. */
function valkeyCli(resource) {
  const password = 'export VALKEYCLI_AUTH="$CACHE_PASSWORD" REDISCLI_AUTH="$CACHE_PASSWORD"';
  const tls = resource?.tls === false ? '' : ' --tls --cacert "$SSL_CERT_FILE"';
  return `${password}; valkey-cli${tls} -h "$CACHE_ENDPOINT" -p "$CACHE_PORT" --user "$CACHE_USERNAME"`;
}

/** A domain accepts requests that are signed with credentials of the service's role. */
function signedCurl(index, region) {
  const assume =
    'set -- $(aws sts assume-role --role-arn "$SEARCH_ROLE_ARN" --role-session-name local ' +
    '--query "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]" --output text)';
  const curl =
    `curl --cacert "$SSL_CERT_FILE" --aws-sigv4 aws:amz:${region}:es --user "$1:$2" ` +
    `-H "x-amz-security-token: $3" "https://$SEARCH_ENDPOINT/${index}/_search"`;
  return `${assume}; ${curl}`;
}
