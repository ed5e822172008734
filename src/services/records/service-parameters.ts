import { Stack, aws_ssm as ssm, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { LoginData } from '../../access/access-data';
import type { Permission } from '../../access/permissions';
import { validateRecord } from '../../limits/parameter-values';
import { isPending, refuse } from '../../private/validation';
import type { CustomStoreAccess } from './custom-store-access';
import { packedPermissions } from './record-permissions';
import { parseRecord, RECORD_VERSION } from './record-schema';
import type { ServiceRecord } from './service-record';

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

/** The path of the parameters that the parts of a platform share; no service has this name. */
export function platformPath(environment: string): string {
  return `/${environment}/_platform`;
}

/** Permission to read the record of a service, which contains its settings and the ARNs of its secrets. */
export function readRecord(scope: Construct, path: string): Permission {
  return {
    actions: ['ssm:GetParameter', 'ssm:GetParameters'],
    resources: [
      Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: recordName(path).slice(1) }),
    ],
  };
}

/**
 * Creates the parameter with the record of a service, for other apps and for code that the CDK does not deploy.
 *
 * The path of the construct decides the logical id, which must not change: CloudFormation would create the parameter of the
 * new id first, and Parameter Store would refuse its name.
 */
export function writeRecord(scope: Construct, path: string, data: ServiceRecord): void {
  const pack = <Login extends LoginData>(login: Login) => ({
    ...login,
    permissions: packedPermissions(login.permissions, data.region),
  });
  const accesses = data.accesses.map(({ migration, ...access }) => ({
    ...pack(access),
    ...(migration && { migration: pack(migration) }),
  }));
  const record = { version: RECORD_VERSION, ...data, accesses };
  validateRecord(scope, recordName(path), record);
  const connection = new Construct(new Construct(scope, 'Parameters'), 'connection');
  new ssm.CfnParameter(connection, 'Resource', {
    name: recordName(path),
    description: 'The connection of workloads to the service',
    type: 'String',
    tier: ssm.ParameterTier.INTELLIGENT_TIERING, // a record can be longer than the 4 KiB of a standard parameter
    value: Stack.of(scope).toJsonString(record),
  });
}

/** The service whose record is looked up, and what the record may contain of a store of its own kind. */
interface RecordAddress {
  readonly environment: string;
  readonly serviceName: string;
  readonly customStore?: CustomStoreAccess;
}

/**
 * Looks up the record of a service while the app is synthesized. A lookup takes two rounds of synthesis; the record is
 * undefined in the first.
 */
export function lookUpRecord(
  scope: Construct,
  { environment, serviceName, customStore }: RecordAddress,
): ServiceRecord | undefined {
  const path = parameterPath(environment, serviceName);
  if (isPending(path)) {
    return undefined; // the name of the record is itself looked up first
  }
  const parameterName = recordName(path);
  const value = ssm.StringParameter.valueFromLookup(scope, parameterName);
  return isPending(value) ? undefined : parseRecord({ scope, parameterName, serviceName }, value, customStore);
}

function recordName(path: string): string {
  return `${path}/connection`;
}
