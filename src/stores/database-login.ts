import type { aws_ec2 as ec2, aws_kms as kms, RemovalPolicy, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { type LoginParts, userAndPassword } from '../access/login-parts';
import { readSecret } from '../access/permissions';
import { LoginStack } from '../logins/login-stack';
import type { ServiceLogin } from '../logins/service-login';
import { plainText } from '../naming/texts';

/** A database whose master creates the logins of a service. */
export interface DatabaseMaster {
  readonly serviceName: string;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  /** The port as a literal value or the user's token. */
  readonly port: ec2.Port;
  readonly host: string;
  /** The port as an attribute of the database, or as text. */
  readonly portText: string;
  readonly secret: secretsmanager.ISecret;
  /** The instances of a cluster, whose endpoint exists before they do. */
  readonly instances: readonly IDependable[];
  readonly encryptionKey?: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** Creates the scope of the logins of a store: a nested stack, unless the store is in a stack of its own. */
export function createLoginScope(store: Construct, serviceName: string, nested: boolean): Construct {
  const description = `Logins of ${plainText(serviceName)}`;
  return nested ? new LoginStack(store, ID, { description }) : new Construct(store, ID);
}

/** Returns what workloads get of a login with a password: its secret, by the attribute that the login has when it works. */
export function byPassword(login: ServiceLogin, attribute: string): LoginParts {
  const secret = login.secret(attribute);
  return {
    settings: { DATABASE_SECRET_ARN: secret.secretArn },
    secrets: userAndPassword('DATABASE', secret),
    permissions: readSecret(secret),
  };
}

/** The names of the settings lead to the master, as before; the login of the service is beside it. */
export function withMaster(own: LoginParts, master: secretsmanager.ISecret): LoginParts {
  const secrets = userAndPassword('DATABASE', master);
  const settings = Object.entries(own.settings).filter(([name]) => !(name in secrets));
  return {
    settings: Object.fromEntries(settings),
    secrets,
    permissions: [...readSecret(master), ...own.permissions],
  };
}

const ID = 'Logins';
