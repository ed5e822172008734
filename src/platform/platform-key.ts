import { aws_kms as kms, type RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pathText } from '../naming/texts';
import { snapshotAsRetain } from '../private/removal-policies';

/** Creates the key that encrypts the parts that services share. */
export function createPlatformKey(platform: Construct, removalPolicy: RemovalPolicy): kms.Key {
  return new kms.Key(platform, 'Key', {
    description: `Encrypts the data of ${pathText(platform)}`,
    enableKeyRotation: true,
    removalPolicy: snapshotAsRetain(removalPolicy),
  });
}
