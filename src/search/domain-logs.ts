import {
  Aws,
  aws_iam as iam,
  aws_logs as logs,
  type aws_opensearchservice as opensearch,
  type RemovalPolicy,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { partName } from '../naming/physical-names';
import { createLogGroup, type LogGroupProps } from '../private/log-group';

/** The log groups of a domain. */
export interface DomainLogs {
  readonly slowSearch: logs.LogGroup;
  readonly slowIndex: logs.LogGroup;
  readonly application: logs.LogGroup;
  readonly audit: logs.LogGroup;
}

/** Creates a log group for each of the four logs of a domain. */
export function createDomainLogs(scope: Construct, props: LogGroupProps): DomainLogs {
  return {
    slowSearch: createLogGroup(scope, 'SlowSearchLogs', props),
    slowIndex: createLogGroup(scope, 'SlowIndexLogs', props),
    application: createLogGroup(scope, 'ApplicationLogs', props),
    audit: createLogGroup(scope, 'AuditLogs', props),
  };
}

/** Returns the options with which a domain publishes all four logs. */
export function loggingOptions(groups: DomainLogs): opensearch.LoggingOptions {
  return {
    slowSearchLogEnabled: true,
    slowSearchLogGroup: groups.slowSearch,
    slowIndexLogEnabled: true,
    slowIndexLogGroup: groups.slowIndex,
    appLogEnabled: true,
    appLogGroup: groups.application,
    auditLogEnabled: true,
    auditLogGroup: groups.audit,
  };
}

/**
 * Creates one resource policy for the four log groups, because a region can have only ten resource policies.
 *
 * A retained domain needs the policy to write its logs.
 */
export function createLogsResourcePolicy(
  scope: Construct,
  groups: DomainLogs,
  removalPolicy: RemovalPolicy,
): logs.ResourcePolicy {
  const policy = new logs.ResourcePolicy(scope, 'LogsResourcePolicy', {
    resourcePolicyName: partName(scope, 'search-logs', 128), // the CDK's name contains the path above the stack
    policyStatements: [
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('es.amazonaws.com')],
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: Object.values(groups).map(({ logGroupArn }) => logGroupArn),
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    ],
  });
  policy.applyRemovalPolicy(removalPolicy);
  return policy;
}
