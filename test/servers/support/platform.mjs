// A platform that the CDK CLI deploys to the emulator.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeBrokerCommand, MqClient } from '@aws-sdk/client-mq';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

const CLI = join(process.env.NODE_PATH, 'aws-cdk', 'bin', 'cdk');
const APP = join(import.meta.dirname, 'platform-app.mjs');
const STACK = 'Logins';
const ENVIRONMENT = 'aws://000000000000/us-east-1';
const POLL_MS = 200;

/** The setting that tells where the login of a part is. */
const LOGIN_SETTING = {
  database: 'DATABASE_SECRET_ARN',
  broker: 'BROKER_SECRET_ARN',
  cache: 'CACHE_SECRET_ARN',
  search: 'SEARCH_ROLE_ARN',
};

const cloudFormation = new CloudFormationClient();
const secretsManager = new SecretsManagerClient();
const parameters = new SSMClient();

export class Platform {
  #home = mkdtempSync(join(tmpdir(), 'cdk-'));
  #settings = new Map();

  bootstrap() {
    return this.#cdk('bootstrap', ENVIRONMENT);
  }

  /** Deploys the platform with services, and reads the settings that their workloads get. */
  async deploy(services) {
    const output = join(this.#home, 'cdk.out');
    const app = ['--app', `${process.execPath} ${APP}`, '--context', `services=${services}`, '--output', output];
    await this.#cdk('deploy', ...app, '--require-approval', 'never');
    for (const service of services) this.#settings.set(service, { service, ...(await readSettings(service)) });
  }

  /** Deploys the platform, and returns why resources of its nested stacks could not be created. The CDK CLI names the stacks. */
  async failsToDeploy(services) {
    const failure = await this.deploy(services).then(
      () => assert.fail('The deployment succeeded.'),
      ({ message }) => message,
    );
    const [StackName] = /arn:aws:cloudformation:\S+/.exec(failure);
    const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
    const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
    return failed.map(({ ResourceStatusReason }) => ResourceStatusReason);
  }

  async destroy() {
    await this.#cdk('destroy', '--app', join(this.#home, 'cdk.out'), '--force');
    rmSync(this.#home, { recursive: true, force: true });
  }

  settings(service) {
    return this.#settings.get(service);
  }

  /** Returns the user name and the password that a service has for a part now, or its role. */
  login(part, service) {
    const login = this.settings(service)[LOGIN_SETTING[part]];
    return part === 'search' ? login : readSecret(login);
  }

  /** Rotates the secret of a login, and waits for the end of it. */
  async rotate(part, service) {
    const SecretId = this.settings(service)[LOGIN_SETTING[part]];
    const { VersionId } = await secretsManager.send(new RotateSecretCommand({ SecretId }));
    const isCurrent = async () => {
      const { VersionIdsToStages } = await secretsManager.send(new DescribeSecretCommand({ SecretId }));
      return VersionIdsToStages[VersionId]?.includes('AWSCURRENT');
    };
    while (!(await isCurrent())) await delay(POLL_MS);
  }

  /** Sends a request to the broker's management API. */
  async asBrokerAdministrator(method, path, body) {
    const { StackResources } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: STACK }));
    const idOf = (pattern) =>
      StackResources.find(({ LogicalResourceId }) => pattern.test(LogicalResourceId)).PhysicalResourceId;
    const { username, password } = await readSecret(idOf(/MessagingSecret[0-9A-F]{8}$/));
    const broker = await new MqClient().send(
      new DescribeBrokerCommand({ BrokerId: idOf(/MessagingBroker[0-9A-F]{8}$/) }),
    );
    const response = await fetch(new URL(path, broker.BrokerInstances[0].ConsoleURL), {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }

  async #cdk(...args) {
    const env = { ...process.env, HOME: this.#home, CDK_HOME: this.#home, CDK_DISABLE_CLI_TELEMETRY: 'true' };
    try {
      await promisify(execFile)(process.execPath, [CLI, ...args, '--no-notices'], { cwd: this.#home, env });
    } catch ({ stdout, stderr }) {
      throw new Error(`cdk ${args[0]} failed:\n${stdout}${stderr}`);
    }
  }
}

async function readSettings(service) {
  const { Parameter } = await parameters.send(new GetParameterCommand({ Name: `/local/${service}/connection` }));
  const { accesses } = JSON.parse(Parameter.Value);
  return Object.assign({}, ...accesses.map(({ settings }) => settings));
}

async function readSecret(SecretId) {
  return JSON.parse((await secretsManager.send(new GetSecretValueCommand({ SecretId }))).SecretString);
}
