import { Stack, aws_ssm as ssm, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { AccessData } from '../access/access-data';
import type { Permission } from '../access/permissions';
import { isPending, refuse } from '../private/validation';

/** The data of a service that another app needs to connect workloads. It is stored as JSON in a parameter. */
export interface ServiceRecord {
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly securityGroupIds: string[];
  readonly accesses: AccessData[];
}

/**
 * Rejects an environment name that Parameter Store does not accept, and a token: parameter names start with the
 * environment name and must be known at synthesis.
 */
export function requireEnvironmentName(scope: IConstruct, prop: string, name: string): void {
  if (isPending(name)) {
    return;
  }
  if (Token.isUnresolved(name) || !/^(?!aws|ssm)[\w.-]{1,64}$/i.test(name)) {
    throw refuse(scope, {
      prop,
      ...(Token.isUnresolved(name) ? { gotInWords: 'a token' } : { got: name }),
      allowed: '1 to 64 letters, digits, dots, hyphens and underscores that do not start with aws or ssm',
      fix: 'The names of parameters start with it: pass a literal name, for example production.',
    });
  }
}

/** The path of a service's parameters. */
export function parameterPath(environment: string, serviceName: string): string {
  return `/${environment}/${serviceName}`;
}

/** Permission to read the settings of a service and the ARNs of its secrets, by name or by path. */
export function readParameters(scope: Construct, path: string, { accesses }: ServiceRecord): Permission {
  const folders = [path, `${path}/settings`, `${path}/secrets`];
  const names = accesses.flatMap(({ settings, secrets }) => [
    ...Object.keys(settings).map((name) => `${path}/settings/${name}`),
    ...Object.keys(secrets).map((name) => `${path}/secrets/${name}`),
  ]);
  return {
    actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
    resources: [...new Set([...folders, ...names])].map((name) =>
      Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) }),
    ),
  };
}

/**
 * Creates the parameters of a service: the value of each setting, the ARN of each secret, and one record of the service for
 * other apps.
 */
export class ServiceParameters extends Construct {
  constructor(scope: Construct, id: string, path: string, record: ServiceRecord) {
    super(scope, id);
    // Two accesses can have the same setting: an index and its domain both have the endpoint of the domain.
    const settings = new Map(record.accesses.flatMap((access) => Object.entries(access.settings)));
    for (const [name, value] of settings) {
      this.write(`${path}/settings/${name}`, value);
    }
    const secrets = new Map(record.accesses.flatMap((access) => Object.entries(access.secrets)));
    for (const [name, { secretArn }] of secrets) {
      this.write(`${path}/secrets/${name}`, secretArn);
    }
    this.write(recordName(path), Stack.of(this).toJsonString(record));
  }

  /**
   * Creates the L1 construct with the id that it has in `ssm.StringParameter`. Parameters are most of the resources of a
   * service, and that class would take a third of the time that its construction takes.
   */
  private write(name: string, value: string): void {
    const scope = new Construct(this, name.split('/').slice(3).join('-'));
    // A record can be longer than the 4 KiB that a standard parameter can hold.
    new ssm.CfnParameter(scope, 'Resource', { name, type: 'String', value, tier: 'Intelligent-Tiering' });
  }
}

/**
 * Looks up the record of a service while the app is synthesized. A lookup takes two rounds of synthesis; the record is
 * undefined in the first.
 */
export function lookUpRecord(scope: Construct, path: string): ServiceRecord | undefined {
  if (isPending(path)) {
    return undefined; // the name of the record is itself looked up first
  }
  const value = ssm.StringParameter.valueFromLookup(scope, recordName(path));
  return isPending(value) ? undefined : JSON.parse(value);
}

function recordName(path: string): string {
  return `${path}/connection`;
}
