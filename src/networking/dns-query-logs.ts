import { type aws_ec2 as ec2, type aws_logs as logs, aws_route53resolver as resolver } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createLogGroup, type LogGroupProps } from '../private/log-group';

/** Logs the names that the resources of a VPC resolve, to a log group, which is returned. */
export function createDnsQueryLogs(scope: Construct, vpc: ec2.Vpc, props: LogGroupProps): logs.LogGroup {
  const logGroup = createLogGroup(scope, 'DnsQueryLogGroup', props);
  const config = new resolver.CfnResolverQueryLoggingConfig(scope, 'DnsQueryLogs', {
    destinationArn: logGroup.logGroupArn,
  });
  new resolver.CfnResolverQueryLoggingConfigAssociation(scope, 'DnsQueryLogsOfVpc', {
    resolverQueryLogConfigId: config.attrId,
    resourceId: vpc.vpcId,
  });
  return logGroup;
}
