import { type aws_kms as kms, aws_sns as sns } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pathText } from '../naming/texts';

/** Creates the topic to which RDS publishes events of the databases. */
export function createOperationsTopic(platform: Construct, masterKey: kms.IKey): sns.Topic {
  return new sns.Topic(platform, 'OperationsTopic', {
    displayName: `Operations of ${pathText(platform).replace(/[^\w -]/g, ' ')}`, // the alphabet that SNS documents
    masterKey,
    enforceSSL: true,
  });
}
