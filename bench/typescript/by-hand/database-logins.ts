import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { NestedStack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Database } from './database';
import { LoginFunction, loginSecret, ServiceLogin } from './logins';

/** The logins of a service in its database: of its workloads, and of its migrations. */
export class DatabaseLogins extends NestedStack {
  public readonly secretArn: string;
  public readonly migrationSecretArn: string;

  constructor(scope: Construct, id: string, service: string, database: Database, vpc: ec2.Vpc, code: string) {
    super(scope, id, { description: `Logins of ${service}` });
    const { dbInstanceEndpointAddress: host, dbInstanceEndpointPort: port } = database.instance;
    const { key } = database;
    const address = { host, port, dbname: service };
    const secret = loginSecret(this, 'Secret', `Login of ${service} to its database`, key, {
      username: `${service}_a`,
      ...address,
    });
    const description = `Login of the migrations of ${service} to its database`;
    const migration = loginSecret(this, 'MigrationSecret', description, key, {
      username: `${service}_migrator`,
      ...address,
    });
    const { handler, timeout, ready } = new LoginFunction(this, 'Function', {
      vpc,
      key,
      code,
      engine: 'postgres',
      part: `database of ${service}`,
      environment: { HOST: host, PORT: port },
      master: database.secretArn,
      secrets: [secret, migration],
      system: database,
    });
    const login = new ServiceLogin(this, 'Login', {
      system: 'database',
      service,
      handler,
      timeout,
      ready,
      secrets: { SecretArn: secret, MigrationSecretArn: migration },
      properties: {
        Authentication: 'PASSWORD',
        Migration: 'PASSWORD',
        ConnectionLimit: 147,
        Objects: 'OF_OWNER',
        Host: host,
      },
    });
    this.secretArn = login.attribute('SecretArn');
    this.migrationSecretArn = login.attribute('MigrationSecretArn');
  }
}
