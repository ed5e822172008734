import { Aws, aws_ec2 as ec2, aws_iam as iam, type aws_logs as logs, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MAX_NAME_TAG, partName } from '../naming/physical-names';
import { pathText } from '../naming/texts';
import { createLogGroup, type LogGroupProps } from '../private/log-group';

/** A flow log and its log group. */
export interface FlowLogs {
  readonly flowLog: ec2.FlowLog;
  readonly logGroup: logs.LogGroup;
}

/** Creates a flow log of the accepted and rejected traffic of the VPC, and its log group. */
export function createFlowLogs(scope: Construct, vpc: ec2.Vpc, props: LogGroupProps): FlowLogs {
  const logGroup = createLogGroup(scope, 'FlowLogGroup', props);
  const { role, policy } = createRole(scope, logGroup);
  const destination = ec2.FlowLogDestination.toCloudWatchLogs(logGroup, role.withoutPolicyUpdates());
  const flowLog = vpc.addFlowLog('FlowLog', { destination, trafficType: ec2.FlowLogTrafficType.ALL });
  Tags.of(flowLog).add('Name', partName(flowLog, 'flow-log', MAX_NAME_TAG));
  flowLog.node.addDependency(policy); // without it, the flow log starts with the status "Access error"
  return { flowLog, logGroup };
}

/** Creates the role with a managed policy, which can be reviewed separately. The CDK would add an inline policy. */
function createRole(
  scope: Construct,
  logGroup: logs.LogGroup,
): { readonly role: iam.Role; readonly policy: iam.ManagedPolicy } {
  const role = new iam.Role(scope, 'FlowLogRole', {
    description: `Writes the flow logs of ${pathText(scope)}`,
    assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } }, // not for flow logs of other accounts
    }),
  });
  const policy = new iam.ManagedPolicy(scope, 'FlowLogPolicy', {
    description: `Allows writing the flow logs of ${pathText(scope)}`,
    roles: [role],
    statements: [
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ],
  });
  return { role, policy };
}
