// A search domain with services whose names collide, and clients that sign requests as their IAM roles.

import { createHash, createHmac } from 'node:crypto';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { deploy, destroy } from './stack.mjs';

const STACK = 'search-logins';

/** Names that begin with another one, and that differ in a character that patterns know. */
export const SERVICES = ['order', 'orderservice', 'order_archive', 'order-archive', 'paymentservice', 'a'];

export class SearchDomain {
  /** Starts a domain whose administrator is a role, and makes a role for each service. */
  static async start() {
    const { Endpoint, Admin, ...outputs } = await deploy(STACK, TEMPLATE);
    const services = SERVICES.map((service, index) => ({ service, roleArn: outputs[`Role${index}`] }));
    const domain = new SearchDomain(Endpoint, Admin, services, outputs.Further);
    for (const roleArn of [Admin, outputs.Further, ...services.map((each) => each.roleArn)]) {
      domain.clients.set(roleArn, await clientOf(Endpoint, roleArn));
    }
    return domain;
  }

  clients = new Map();

  constructor(endpoint, adminRoleArn, services, furtherRoleArn) {
    Object.assign(this, { endpoint, adminRoleArn, services, furtherRoleArn });
  }

  async stop() {
    await destroy(STACK);
  }

  /** Sends a request as a role. Returns the status and the JSON. */
  as(roleArn, method, path, body, headers) {
    return this.clients.get(roleArn)(method, path, body, headers);
  }

  async asAdmin(method, path, body) {
    const answer = await this.as(this.adminRoleArn, method, path, body);
    if (answer.status >= 300 && answer.status !== 404) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.content;
  }

  /** Everything that the domain says of a service's rights, as text. */
  async rights(service) {
    const kinds = ['roles', 'rolesmapping'];
    const answers = kinds.map((kind) => this.asAdmin('GET', `/_plugins/_security/api/${kind}/${service}`));
    return JSON.stringify(await Promise.all(answers));
  }
}

export async function clientOf(endpoint, RoleArn) {
  const { Credentials } = await new STSClient().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'client' }));
  const credentials = {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
  const signer = new SignatureV4({ service: 'es', region: process.env.AWS_REGION, credentials, sha256: Sha256 });
  return async (method, target, content, more = {}) => {
    const [path, search] = target.split('?');
    const body = Array.isArray(content)
      ? content.map((line) => `${JSON.stringify(line)}\n`).join('')
      : content && JSON.stringify(content);
    const { headers } = await signer.sign({
      method,
      protocol: 'https:',
      hostname: endpoint,
      path,
      query: Object.fromEntries(new URLSearchParams(search)),
      headers: {
        host: endpoint,
        'content-type': Array.isArray(content) ? 'application/x-ndjson' : 'application/json',
        ...more,
      },
      body,
    });
    const response = await fetch(`https://${endpoint}${target}`, { method, headers, body });
    const text = await response.text();
    return { status: response.status, content: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
  };
}

class Sha256 {
  constructor(key) {
    this.hash = key ? createHmac('sha256', key) : createHash('sha256');
  }

  update(data) {
    this.hash.update(data);
  }

  async digest() {
    return new Uint8Array(this.hash.digest());
  }
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] } },
      Action: 'sts:AssumeRole',
    },
  ],
};

const role = () => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } });

const arnOf = (id) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const ROLES = ['Admin', 'Further', ...SERVICES.map((_, index) => `Role${index}`)];

const TEMPLATE = {
  Resources: {
    ...Object.fromEntries(ROLES.map((id) => [id, role()])),
    Domain: {
      Type: 'AWS::OpenSearchService::Domain',
      Properties: {
        EngineVersion: 'OpenSearch_3.3',
        ClusterConfig: { InstanceType: 't3.small.search', InstanceCount: 1 },
        EBSOptions: { EBSEnabled: true, VolumeSize: 10, VolumeType: 'gp3' },
        EncryptionAtRestOptions: { Enabled: true },
        NodeToNodeEncryptionOptions: { Enabled: true },
        DomainEndpointOptions: { EnforceHTTPS: true },
        AdvancedSecurityOptions: {
          Enabled: true,
          InternalUserDatabaseEnabled: false,
          MasterUserOptions: { MasterUserARN: arnOf('Admin') },
        },
      },
    },
  },
  Outputs: {
    Endpoint: { Value: { 'Fn::GetAtt': ['Domain', 'DomainEndpoint'] } },
    ...Object.fromEntries(ROLES.map((id) => [id, { Value: arnOf(id) }])),
  },
};
