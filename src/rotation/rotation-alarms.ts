import { aws_cloudwatch as cloudwatch, aws_lambda as lambda } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AlarmDefinition } from '../monitoring/alarm-definition';
import { type DashboardGraph, DashboardSection } from '../monitoring/dashboard-graph';
import { COUNT_IN_5_MINUTES, HIGHEST_IN_5_MINUTES, PartMetrics } from '../monitoring/part-metrics';

/** A function that rotates passwords. */
export interface RotatingFunction {
  /** The name of the function among those of its owner. */
  readonly resource: string;
  readonly handler: lambda.Function;
}

/** Records a function that rotates passwords. Functions that only create logins fail in a deployment, which tells of it. */
export function noteRotatingFunction(handler: lambda.IFunction): void {
  ROTATING_FUNCTIONS.add(handler);
}

/**
 * Returns the functions below a construct that rotate passwords.
 * @param resource the name of the functions; by default, that of the construct directly below the owner
 */
export function rotatingFunctionsOf(owner: IConstruct, resource?: string): RotatingFunction[] {
  return owner.node
    .findAll()
    .filter((child) => child instanceof lambda.Function)
    .filter((child) => ROTATING_FUNCTIONS.has(child))
    .map((handler) => ({ resource: resource ?? idBelow(owner, handler).toLowerCase(), handler }));
}

/** Returns the alarms of functions that rotate passwords. */
export function rotationAlarms(functions: readonly RotatingFunction[]): AlarmDefinition[] {
  return functions.flatMap(({ resource, handler }) => {
    const queue = deadLettersOf(handler);
    return [failed(resource, handler), ...(queue ? [leftOver(resource, queue)] : [])];
  });
}

/** Returns the graphs of functions that rotate passwords. */
export function rotationGraphs(functions: readonly RotatingFunction[]): DashboardGraph[] {
  if (functions.length === 0) {
    return [];
  }
  const queues = functions.flatMap(({ resource, handler }) => {
    const queue = deadLettersOf(handler);
    return queue ? [queue.metric(MESSAGES, { label: resource })] : [];
  });
  return [
    {
      section: DashboardSection.PLATFORM,
      title: 'Failed rotations',
      metrics: functions.map(({ resource, handler }) => metricsOf(handler).metric(ERRORS, { label: resource })),
    },
    ...(queues.length > 0 ? [{ section: DashboardSection.PLATFORM, title: 'Dead letters', metrics: queues }] : []),
  ];
}

function failed(resource: string, handler: lambda.Function): AlarmDefinition {
  return {
    alarmId: 'RotationFailed',
    resource,
    metric: metricsOf(handler).metric(ERRORS),
    threshold: 0,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    summary: 'The function that rotates passwords failed; clients still log in with the present ones.',
    firstStep: 'Read the log of the function for the step that failed, then rotate the secret again.',
  };
}

function leftOver(resource: string, queue: PartMetrics): AlarmDefinition {
  return {
    alarmId: 'DeadLetters',
    resource,
    metric: queue.metric(MESSAGES),
    threshold: 0,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    summary: 'Lambda gave up an event of the function that creates logins and rotates passwords.',
    firstStep:
      'Read the message in the queue, which names the secret or the stack, and repeat its rotation or deployment.',
  };
}

function metricsOf(handler: lambda.Function): PartMetrics {
  return new PartMetrics(handler, {
    namespace: 'AWS/Lambda',
    dimensions: { FunctionName: handler.functionName },
    fitting: { [ERRORS]: COUNT_IN_5_MINUTES },
  });
}

function deadLettersOf({ deadLetterQueue: queue }: lambda.Function): PartMetrics | undefined {
  return (
    queue &&
    new PartMetrics(queue, {
      namespace: 'AWS/SQS',
      dimensions: { QueueName: queue.queueName },
      fitting: { [MESSAGES]: HIGHEST_IN_5_MINUTES },
    })
  );
}

/** The id of the construct directly below the owner, on the way to a construct. */
function idBelow(owner: IConstruct, { node }: IConstruct): string {
  return node.scopes[owner.node.scopes.length].node.id;
}

const ERRORS = 'Errors';
const MESSAGES = 'ApproximateNumberOfMessagesVisible';

const ROTATING_FUNCTIONS = new WeakSet<IConstruct>();
