import { Stack, aws_ssm as ssm, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { AccessData } from '../access/access-data';
import type { Permission } from '../access/permissions';
import { refuse } from '../private/validation';

/** A service as another app sees it. */
export interface ServiceRecord {
  readonly region: string;
  readonly vpcId: string;
  readonly securityGroupIds: string[];
  readonly accesses: AccessData[];
}

/** Refuses an environment that no parameters can be written under: their names begin with it, and are known at synthesis. */
export function requireEnvironmentName(scope: IConstruct, prop: string, name: string): void {
  if (Token.isUnresolved(name) || !/^(?!aws|ssm)[\w.-]{1,64}$/i.test(name)) {
    throw refuse(scope, {
      prop,
      ...(Token.isUnresolved(name) ? { gotInWords: 'a token' } : { got: name }),
      allowed: '1 to 64 letters, digits, dots, hyphens and underscores that do not start with aws or ssm',
      fix: 'The names of parameters begin with it; write it out, for example production.',
    });
  }
}

/** The path under which a service's parameters stand. */
export function parameterPath(environment: string, serviceName: string): string {
  return `/${environment}/${serviceName}`;
}

/** Reading the settings of a service and the ARNs of its secrets: one by one, or all that is below a path. */
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
 * The parameters of a service: each setting by its name, of each secret the ARN, and for other apps one record of it all.
 */
export class ServiceParameters extends Construct {
  constructor(scope: Construct, id: string, path: string, record: ServiceRecord) {
    super(scope, id);
    // Two accesses may say one thing: an index and the domain that it is on both name the domain's endpoint.
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

  private write(parameterName: string, stringValue: string): void {
    const id = parameterName.split('/').slice(3).join('-');
    // A record may be longer than the 4 KiB of a standard parameter.
    const tier = ssm.ParameterTier.INTELLIGENT_TIERING;
    new ssm.StringParameter(this, id, { parameterName, stringValue, tier });
  }
}

/**
 * The record of a service, looked up while the app is synthesized; undefined in the first of the two rounds that a lookup
 * takes.
 */
export function lookUpRecord(scope: Construct, path: string): ServiceRecord | undefined {
  const value = ssm.StringParameter.valueFromLookup(scope, recordName(path));
  return value.startsWith('dummy-value-for-') ? undefined : JSON.parse(value);
}

function recordName(path: string): string {
  return `${path}/connection`;
}
