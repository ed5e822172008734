import { type aws_docdb as docdb, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { plainText } from '../../naming/texts';
import { snapshotAsDestroy } from '../../private/removal-policies';
import type { RotationConnection, RotationTarget } from '../../rotation/rotation-target';
import type { StoreSettings } from '../store-settings';

/** The user who creates the logins of the service. DocumentDB reserves the name `admin`. */
export const MASTER_USER = 'ecommerce';

/** DocumentDB can manage its password itself, but CloudFormation does not return the ARN of that secret. */
export function createMasterSecret(scope: Construct, settings: StoreSettings): secretsmanager.Secret {
  return new secretsmanager.Secret(scope, 'Secret', {
    description: `User of the database of ${plainText(settings.serviceName)}`,
    encryptionKey: settings.encryptionKey,
    removalPolicy: snapshotAsDestroy(settings.removalPolicy),
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: MASTER_USER }),
      generateStringKey: 'password',
      excludePunctuation: true, // DocumentDB rejects some characters, and connection strings require escapes for others
      passwordLength: 64,
    },
  });
}

/** Describes the master user to the rotation of its password. The user changes it in the database itself. */
export function masterUser(cluster: docdb.DatabaseCluster, connection: RotationConnection): RotationTarget {
  return {
    part: 'DocumentDB cluster',
    resource: cluster,
    file: 'document-db',
    name: cluster.clusterEndpoint.socketAddress,
    permissions: [],
    connection,
    environment: { NODE_EXTRA_CA_CERTS: CERTIFICATES_OF_AWS },
  };
}

/**
 * The authorities of the certificates of RDS and DocumentDB, which Node.js does not trust by itself.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const CERTIFICATES_OF_AWS = '/var/runtime/ca-cert.pem';
