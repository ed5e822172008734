import { ArnFormat, aws_iam as iam, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The names of what a person who connects to one target uses. */
export interface TargetNames {
  readonly cluster: string;
  readonly service: string;
  /** The family of the task definition. */
  readonly family: string;
  readonly document: string;
  readonly parameter: string;
}

/**
 * What a person needs to connect to one target, and nothing else: read its parameter, start and stop its task, and forward its
 * port.
 *
 * Each target has a cluster of its own, because the ARN of a task contains the name of its cluster and not of its service.
 */
export function connectStatements(
  scope: IConstruct,
  { cluster, service, family, document, parameter }: TargetNames,
  requireMfa: boolean,
): iam.PolicyStatement[] {
  const stack = Stack.of(scope);
  const arn = (of: string, resource: string, resourceName: string) =>
    stack.formatArn({ service: of, resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
  const ownService = arn('ecs', 'service', `${cluster}/${service}`);
  const tasks = arn('ecs', 'task', `${cluster}/*`);
  const ownSessions = ['userid', 'username'].map((person) => arn('ssm', 'session', `\${aws:${person}}-*`));
  const mfa = requireMfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {};
  const allow = (
    sid: string,
    actions: string[],
    resources: string[],
    conditions: Record<string, Record<string, unknown>> = {},
  ) => new iam.PolicyStatement({ sid, actions, resources, conditions: { ...conditions, ...mfa } });
  return [
    allow('ReadTarget', ['ssm:GetParameter'], [arn('ssm', 'parameter', parameter.slice(1))]),
    allow('DescribeService', ['ecs:DescribeServices'], [ownService]),
    // The person chooses how many tasks run, but not what they run.
    allow('ScaleService', ['ecs:UpdateService'], [ownService], {
      ArnLikeIfExists: { 'ecs:task-definition': arn('ecs', 'task-definition', `${family}:*`) },
    }),
    allow('DescribeTask', ['ecs:DescribeTasks'], [tasks]),
    allow('ListTasks', ['ecs:ListTasks'], ['*'], {
      ArnEquals: { 'ecs:cluster': arn('ecs', 'cluster', cluster) },
    }),
    // Without the condition, Session Manager starts a shell if no document is named.
    allow('ForwardPort', ['ssm:StartSession'], [tasks, arn('ssm', 'document', document)], {
      BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' },
    }),
    // The plugin of the AWS CLI opens the data channel of the session with the permissions of the person.
    allow('OwnSessions', ['ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel'], ownSessions),
  ];
}
