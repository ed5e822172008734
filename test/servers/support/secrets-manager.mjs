// A Secrets Manager on loopback, which starts a rotation as AWS does: with a version that has no value yet.

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { context } from './requests.mjs';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

export class SecretsManager {
  /** The versions of each secret by its ARN: each { value, stages }. */
  #secrets = new Map();

  #server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const operation = request.headers['x-amz-target'].split('.')[1];
    const result = this.#answer(operation, JSON.parse(body));
    response.writeHead(result ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(result ?? { __type: 'ResourceNotFoundException', message: 'There is no value.' }));
  });

  async listen() {
    await new Promise((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#server.close();
  }

  create(value) {
    const arn = `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${randomUUID()}`;
    this.#secrets.set(arn, { [randomUUID()]: { value: JSON.stringify(value), stages: ['AWSCURRENT'] } });
    return arn;
  }

  read(arn, stage = 'AWSCURRENT') {
    return JSON.parse(this.#find(arn, stage).value);
  }

  /** Takes the steps of a rotation to the handler, each of them twice, as Secrets Manager may. */
  async rotate(handler, arn, steps = STEPS) {
    const ClientRequestToken = randomUUID();
    this.#secrets.get(arn)[ClientRequestToken] = { stages: ['AWSPENDING'] };
    for (const Step of steps.flatMap((step) => [step, step])) {
      await handler({ SecretId: arn, ClientRequestToken, Step }, context());
    }
  }

  #find(arn, stage, id) {
    const versions = Object.entries(this.#secrets.get(arn) ?? {});
    return versions.find(([name, { stages }]) => stages.includes(stage) && name === (id ?? name))?.[1];
  }

  #answer(operation, { SecretId, VersionStage, VersionId, ...input }) {
    const versions = this.#secrets.get(SecretId);
    switch (operation) {
      case 'DescribeSecret': {
        const stages = Object.entries(versions).map(([id, version]) => [id, version.stages]);
        return { VersionIdsToStages: Object.fromEntries(stages) };
      }
      case 'GetSecretValue': {
        const value = this.#find(SecretId, VersionStage, VersionId)?.value;
        return value && { SecretString: value };
      }
      case 'PutSecretValue':
        versions[input.ClientRequestToken] = { value: input.SecretString, stages: input.VersionStages };
        return {};
      case 'UpdateSecretVersionStage': {
        const from = versions[input.RemoveFromVersionId];
        from.stages = from.stages.filter((stage) => stage !== VersionStage);
        versions[input.MoveToVersionId].stages.push(VersionStage);
        return {};
      }
      default:
        throw new Error(`Secrets Manager got an unexpected request: ${operation}`);
    }
  }
}
