import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { SearchConstruct } from '../../src';
import { eachItem, expectResponse, expectValues, oneOf } from './api-calls';
import { subnetIds } from './existing-vpc';

export interface ExpectedSearch {
  readonly nodeType: string;
  readonly nodes: number;
  readonly zones: number;
  readonly masters: number;
}

const SERVICE_LINKED_ROLE = 'AWSServiceRoleForAmazonOpenSearchService';

/** Expects that the account has the service-linked role, which the first stack with a domain creates. */
export function expectServiceLinkedRole(assertions: IDeployAssert): void {
  const lookup = { service: 'iam', api: 'getRole', parameters: { RoleName: SERVICE_LINKED_ROLE } };
  expectResponse(assertions, lookup, { Role: { Path: '/aws-service-role/opensearchservice.amazonaws.com/' } });
}

/** Expects that OpenSearch Service describes a domain in this VPC with these settings. */
export function expectSearch(
  assertions: IDeployAssert,
  search: SearchConstruct,
  vpc: ec2.IVpc,
  { nodeType, nodes, zones, masters }: ExpectedSearch,
): void {
  const domain = {
    service: 'opensearch',
    api: 'describeDomain',
    parameters: { DomainName: search.domain.domainName },
  };
  expectValues(assertions, domain, {
    'DomainStatus.EngineVersion': 'OpenSearch_3.7',
    'DomainStatus.ClusterConfig.InstanceType': nodeType,
    'DomainStatus.ClusterConfig.InstanceCount': nodes,
    'DomainStatus.ClusterConfig.ZoneAwarenessEnabled': zones > 1,
    'DomainStatus.ClusterConfig.DedicatedMasterEnabled': masters > 0,
    ...(masters > 0 ? { 'DomainStatus.ClusterConfig.DedicatedMasterCount': masters } : {}),
    'DomainStatus.VPCOptions.SecurityGroupIds.0': search.securityGroup.securityGroupId,
    ...eachItem('DomainStatus.VPCOptions.SubnetIds', '', zones, oneOf(subnetIds(vpc.isolatedSubnets))),
    'DomainStatus.EncryptionAtRestOptions.Enabled': true,
    'DomainStatus.NodeToNodeEncryptionOptions.Enabled': true,
    'DomainStatus.DomainEndpointOptions.EnforceHTTPS': true,
    'DomainStatus.DomainEndpointOptions.TLSSecurityPolicy': 'Policy-Min-TLS-1-2-PFS-2023-10',
    'DomainStatus.AdvancedSecurityOptions.Enabled': true,
    'DomainStatus.LogPublishingOptions.AUDIT_LOGS.Enabled': true,
  });
}
