import { CfnElement, aws_cloudwatch as cloudwatch, Reference, type Stack, Tokenization } from 'aws-cdk-lib';
import type { IMonitored } from '../monitoring/monitored';
import { topLevelStack } from '../naming/stack-path';

/**
 * Leaves out the lines whose metrics have values of the stacks of services, if there are many of these stacks: the stack of the
 * dashboard reads the values of each from a parameter, and CloudFormation takes 200 parameters for a stack.
 */
export function withinParameters(monitored: IMonitored, stacks: ReadonlyMap<string, Stack>): IMonitored {
  if (stacks.size <= MAX_STACKS) {
    return monitored;
  }
  const services = new Set(stacks.values());
  const graphs = monitored.graphs.map((graph) => ({
    ...graph,
    metrics: graph.metrics.filter((metric) => !readsFrom(metric, services)),
  }));
  return {
    alarms: monitored.alarms,
    graphs: graphs.filter(({ metrics, logQuery }) => metrics.length > 0 || logQuery !== undefined),
  };
}

function readsFrom(metric: cloudwatch.IMetric, stacks: ReadonlySet<Stack>): boolean {
  if (metric instanceof cloudwatch.MathExpression) {
    return Object.values(metric.usingMetrics).some((used) => readsFrom(used, stacks));
  }
  const dimensions = metric instanceof cloudwatch.Metric ? Object.values(metric.dimensions ?? {}) : [];
  return dimensions.some((value) =>
    Tokenization.reverseString(String(value)).tokens.some(
      (token) =>
        Reference.isReference(token) &&
        CfnElement.isCfnElement(token.target) &&
        stacks.has(topLevelStack(token.target)),
    ),
  );
}

/** Half of the parameters of a stack: the parts of a platform, and other stacks, need some too. */
const MAX_STACKS = 100;
