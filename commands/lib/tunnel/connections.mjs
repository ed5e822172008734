// How to connect through a tunnel. The certificates name the endpoint, so that each client must check that name.

/** The clients by the kind of the target, or by its port. */
const BY_KIND = { postgres, documentdb, valkey, rabbitmq, opensearch };
const BY_PORT = {
  5432: 'postgres',
  5433: 'postgres',
  27017: 'documentdb',
  27018: 'documentdb',
  6379: 'valkey',
  5671: 'rabbitmq',
  443: 'opensearch',
};

/** Returns lines about the connection to a target at a local port. */
export function connectionLines({ host, port, kind = BY_PORT[port] }, localPort) {
  const lines = Object.hasOwn(BY_KIND, kind ?? '') ? BY_KIND[kind](host, localPort) : [];
  return [
    `127.0.0.1:${localPort} is ${host}:${port}. Use the name ${host} for TLS.`,
    ...lines.map((line) => `  ${line}`),
  ];
}

function postgres(host, port) {
  return [
    `psql "host=${host} hostaddr=127.0.0.1 port=${port} sslmode=verify-full sslrootcert=global-bundle.pem dbname=NAME user=NAME"`,
  ];
}

function documentdb(host, port) {
  return [
    `mongosh "mongodb://127.0.0.1:${port}/?tls=true&directConnection=true&retryWrites=false" --tlsCAFile global-bundle.pem --tlsAllowInvalidHostnames --username NAME`,
    `mongosh cannot check another name than 127.0.0.1; to check the certificate, let ${host} be 127.0.0.1 in /etc/hosts, and connect to it.`,
  ];
}

function valkey(host, port) {
  return [`valkey-cli -h 127.0.0.1 -p ${port} --tls --sni ${host} --user NAME --askpass`];
}

function rabbitmq(host, port) {
  return [`Connect by AMQPS to 127.0.0.1:${port}, with ${host} as the server name (SNI) that the client checks.`];
}

function opensearch(host, port) {
  return [
    `curl --connect-to ${host}:443:127.0.0.1:${port} --aws-sigv4 "aws:amz:REGION:es" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" https://${host}/`,
  ];
}
