// A function of a service: uses the resources that its service may use, tries others, and returns each result.

const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb'); // part of the Lambda runtime
const { GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { GetSecretValueCommand, SecretsManagerClient } = require('@aws-sdk/client-secrets-manager');
const { GetParameterCommand, SSMClient } = require('@aws-sdk/client-ssm');
const { connect } = require('node:tls');

const dynamodb = new DynamoDBClient();
const s3 = new S3Client({ forcePathStyle: true });
const secrets = new SecretsManagerClient();
const ssm = new SSMClient();
const env = process.env;

/** Returns the value of a secret, whose ARN and field are environment variables. */
async function secret(name) {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: env[`${name}_SECRET_ARN`] }));
  return JSON.parse(SecretString)[env[`${name}_SECRET_FIELD`]];
}

async function item() {
  const Key = { sku: { S: 'probe' } };
  const TableName = env.TABLE_NAME;
  await dynamodb.send(new PutItemCommand({ TableName, Item: { ...Key, count: { N: '7' } } }));
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item.count.N;
}

async function object() {
  const place = { Bucket: env.BUCKET_NAME, Key: 'probe' };
  await s3.send(new PutObjectCommand({ ...place, Body: 'round trip' }));
  return (await s3.send(new GetObjectCommand(place))).Body.transformToString();
}

async function parameters() {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: env.PARAMETER }));
  const tables = JSON.parse(Parameter.Value).accesses.map(({ settings }) => settings.TABLE_NAME);
  return tables.includes(env.TABLE_NAME) ? 'read' : 'not there';
}

/** Logs in to the cache, and returns the text that it wrote and read: with its protocol, because the runtime has no client. */
async function cached(key) {
  const login = ['AUTH', await secret('CACHE_USERNAME'), await secret('CACHE_PASSWORD')];
  const commands = [login, ['SET', key, 'round trip'], ['GET', key], ['QUIT']];
  const replies = (await exchange(env.CACHE_ENDPOINT, env.CACHE_PORT, commands.map(encoded).join(''))).split('\r\n');
  const refusal = replies.find((reply) => reply.startsWith('-'));
  if (refusal) throw Object.assign(new Error(), { code: refusal.slice(1).split(' ')[0] });
  return replies[3]; // after two times OK, and the length of the text
}

const encoded = (words) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** Sends a text over TLS, and returns what the server sends until it closes the connection. */
function exchange(host, port, text) {
  return new Promise((resolve, reject) => {
    const received = [];
    const socket = connect({ host, port: Number(port), timeout: 3000 }, () => socket.write(text));
    socket.on('data', (data) => received.push(data));
    socket.once('end', () => resolve(Buffer.concat(received).toString()));
    socket.once('timeout', () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
  });
}

const foreignSecret = async () =>
  (await secrets.send(new GetSecretValueCommand({ SecretId: env.FOREIGN_SECRET }))).ARN && 'read';

/** Returns the result of an attempt, or the name of its error; never a secret. */
const outcome = (attempt) => attempt().catch((error) => `refused: ${error.code ?? error.name}`);

exports.handler = async () => ({
  user: await outcome(() => secret('CACHE_USERNAME')),
  password: await outcome(async () => `${(await secret('CACHE_PASSWORD')).length} characters`),
  table: await outcome(item),
  media: await outcome(object),
  parameters: await outcome(parameters),
  cache: await outcome(() => cached(`${env.CACHE_KEY_PREFIX}probe`)),
  foreignKey: await outcome(() => cached('orders:probe')),
  foreignSecret: await outcome(foreignSecret),
});
