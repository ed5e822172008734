import { aws_iam as iam, type aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../access/wildcards';

/** What the agent of Session Manager does in a task: it opens channels, and records shells. */
export function taskStatements(logGroup: logs.ILogGroup): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: [
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
        'logs:DescribeLogGroups',
      ],
      resources: ['*'], // these actions take no other
    }),
    writeLogs(logGroup, 'logs:DescribeLogStreams'),
  ];
}

/** Writing streams of one log group. */
export function writeLogs({ logGroupArn }: logs.ILogGroup, ...others: string[]): iam.PolicyStatement {
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents', ...others];
  return new iam.PolicyStatement({ actions, resources: [logGroupArn] });
}

/** Creates a role of ECS tasks. Its policy is a child of it, so that what depends on the role depends on the policy too. */
export function createRole(scope: Construct, id: string, statements: iam.PolicyStatement[]): iam.Role {
  const role = new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  createPolicy(role, 'Policy', { roles: [role], statements });
  return role;
}

/** Creates a managed policy, because security controls reject inline policies, and acknowledges its wildcards. */
export function createPolicy(scope: Construct, id: string, props: iam.ManagedPolicyProps): iam.ManagedPolicy {
  const policy = new iam.ManagedPolicy(scope, id, props);
  const resources = (props.statements ?? []).flatMap((statement) => statement.resources);
  for (const resource of new Set(resources.filter((arn) => arn.endsWith('*')))) {
    acknowledgeWildcard(policy, resource, resource === '*' ? NO_RESOURCE : UNKNOWN_IDS);
  }
  return policy;
}

const NO_RESOURCE =
  'The actions take no resource: a condition names the cluster, or the channels are those of the task itself.';
const UNKNOWN_IDS = 'The ids of tasks and sessions are not known in advance: the ARN names the cluster or the person.';
