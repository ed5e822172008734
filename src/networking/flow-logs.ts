import { aws_ec2 as ec2, aws_iam as iam, type aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createLogGroup, type LogGroupProps } from '../private/log-group';

/** A flow log, and where it is read. */
export interface FlowLogs {
  readonly flowLog: ec2.FlowLog;
  readonly logGroup: logs.LogGroup;
}

/** Records the VPC's traffic, accepted and refused, in a log group of its own. */
export function createFlowLogs(scope: Construct, vpc: ec2.Vpc, props: LogGroupProps): FlowLogs {
  const logGroup = createLogGroup(scope, 'FlowLogGroup', props);
  const destination = ec2.FlowLogDestination.toCloudWatchLogs(logGroup, createRole(scope, logGroup));
  const flowLog = vpc.addFlowLog('FlowLog', { destination, trafficType: ec2.FlowLogTrafficType.ALL });
  return { flowLog, logGroup };
}

/** With a policy that can be reviewed by itself; the CDK would write its own into the role. */
function createRole(scope: Construct, logGroup: logs.LogGroup): iam.IRole {
  const role = new iam.Role(scope, 'FlowLogRole', {
    description: `Writes the flow logs of ${scope.node.path}`,
    assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com'),
  });
  new iam.ManagedPolicy(scope, 'FlowLogPolicy', {
    description: `Writing the flow logs of ${scope.node.path}`,
    roles: [role],
    statements: [
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ],
  });
  return role.withoutPolicyUpdates();
}
