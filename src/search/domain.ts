import {
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  aws_opensearchservice as opensearch,
  type RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { HTTP_ACTIONS } from '../access/known-access';
import { partName } from '../naming/physical-names';
import { acknowledge } from '../private/acknowledge';
import { cfnResource } from '../private/cfn-resource';
import { unlessPending } from '../private/validation';
import type { DomainTopology } from './domain-rules';

/** What a domain consists of, besides its nodes. */
export interface DomainParts {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly securityGroup: ec2.ISecurityGroup;
  readonly encryptionKey?: kms.IKey;
  readonly engineVersion: opensearch.EngineVersion;
  readonly masterUserArn: string;
  readonly logging: opensearch.LoggingOptions;
  readonly removalPolicy: RemovalPolicy;
}

/** Returns the name of the domain of a construct. */
export function nameOfDomain(scope: Construct): string {
  return partName(scope, 'search', 28);
}

/** Creates a domain that only its administrator may call, and the principals whose own policies allow it. */
export function createDomain(scope: Construct, topology: DomainTopology, resolved: DomainParts): opensearch.Domain {
  const domainName = nameOfDomain(scope);
  const domain = new opensearch.Domain(scope, 'Domain', {
    domainName,
    version: resolved.engineVersion,
    enableVersionUpgrade: true, // otherwise CloudFormation replaces the domain, which fails: the name is in use
    capacity: {
      dataNodes: topology.dataNodes,
      dataNodeInstanceType: unlessPending(topology.dataNodeInstanceType),
      masterNodes: topology.masterNodes,
      masterNodeInstanceType: unlessPending(topology.masterNodeInstanceType),
      multiAzWithStandbyEnabled: topology.multiAzWithStandby,
    },
    zoneAwareness: {
      enabled: topology.zones > 1,
      availabilityZoneCount: topology.zones > 1 ? topology.zones : undefined,
    },
    ebs: { volumeType: ec2.EbsDeviceVolumeType.GP3, volumeSize: topology.volumeSize },
    vpc: resolved.vpc,
    vpcSubnets: [{ subnets: resolved.subnets }],
    securityGroups: [resolved.securityGroup],
    fineGrainedAccessControl: { masterUserArn: resolved.masterUserArn },
    enforceHttps: true,
    tlsSecurityPolicy: opensearch.TLSSecurityPolicy.TLS_1_2_PFS,
    nodeToNodeEncryption: true,
    encryptionAtRest: { enabled: true, kmsKey: resolved.encryptionKey },
    logging: resolved.logging,
    suppressLogsResourcePolicy: true, // the CDK would create a custom resource with a Lambda function
    removalPolicy: resolved.removalPolicy,
  });
  restrictAccess(domain, resolved.masterUserArn, domainName);
  acknowledge(domain, {
    id: 'AwsSolutions-OS3',
    reason:
      'A domain in a VPC does not support access policies by IP address; its security group restricts the clients.',
  });
  return domain;
}

/**
 * Sets the policy on the L1 construct, because `accessPolicies` of the L2 construct adds a custom resource with a
 * function.
 */
function restrictAccess(domain: opensearch.Domain, principalArn: string, domainName: string): void {
  const domainArn = Stack.of(domain).formatArn({ service: 'es', resource: 'domain', resourceName: domainName });
  cfnResource(domain, opensearch.CfnDomain).accessPolicies = new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        principals: [new iam.ArnPrincipal(principalArn)],
        actions: HTTP_ACTIONS,
        resources: [`${domainArn}/*`],
      }),
    ],
  });
}
