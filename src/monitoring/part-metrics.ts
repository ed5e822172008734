import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The statistic and the period that fit a metric. */
export type FittingOptions = Pick<cloudwatch.MetricOptions, 'statistic' | 'period'>;

/** Where the metrics of a resource are. */
export interface PartMetricsProps {
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** The options of metrics that the average of each minute does not fit, by their names. */
  readonly fitting?: Readonly<Record<string, FittingOptions>>;
}

/** The metrics of a resource, by their names in CloudWatch: with its namespace, its dimensions, and fitting options. */
export class PartMetrics {
  constructor(
    private readonly scope: IConstruct,
    private readonly props: PartMetricsProps,
  ) {}

  /** Returns a metric. Further dimensions are added to those of the resource. */
  public metric(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const { namespace, dimensions, fitting = {} } = this.props;
    return new cloudwatch.Metric({
      namespace,
      metricName,
      statistic: cloudwatch.Stats.AVERAGE,
      period: MINUTE,
      ...fitting[metricName],
      ...options,
      dimensionsMap: { ...dimensions, ...options.dimensionsMap },
    }).attachTo(this.scope);
  }

  /** Returns the metrics of a part of the resource, such as a node. */
  public of(dimensions: Record<string, string>): PartMetrics {
    return new PartMetrics(this.scope, { ...this.props, dimensions: { ...this.props.dimensions, ...dimensions } });
  }

  /** Returns how much one metric is of others, in percent. */
  public percentage(part: string, ...whole: string[]): cloudwatch.MathExpression {
    const ids = whole.map((_, index) => `whole${index + 1}`);
    return new cloudwatch.MathExpression({
      expression: `100*part/${ids.length > 1 ? `(${ids.join('+')})` : ids[0]}`,
      usingMetrics: {
        part: this.metric(part),
        ...Object.fromEntries(whole.map((name, index) => [ids[index], this.metric(name)])),
      },
      period: MINUTE,
    });
  }
}

/** Returns the sum of a metric of several resources, of which some may have published nothing in a period. */
export function sumOf(metrics: readonly cloudwatch.Metric[]): cloudwatch.IMetric {
  const [first, ...others] = metrics;
  return others.length === 0
    ? first
    : new cloudwatch.MathExpression({
        expression: metrics.map((_, index) => `FILL(m${index + 1},0)`).join('+'),
        usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index + 1}`, metric])),
        period: first.period,
      });
}

/** The period of metrics, unless another one fits. */
export const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);

/** The options of a metric that counts events. */
export const COUNT: FittingOptions = { statistic: cloudwatch.Stats.SUM };
/** The options of a metric whose highest value matters. */
export const HIGHEST: FittingOptions = { statistic: cloudwatch.Stats.MAXIMUM };
/** The options of a metric whose lowest value matters. */
export const LOWEST: FittingOptions = { statistic: cloudwatch.Stats.MINIMUM };
/** The options of a metric that counts rare events. */
export const COUNT_IN_5_MINUTES: FittingOptions = { ...COUNT, period: FIVE_MINUTES };
/** The options of a metric that AWS publishes every five minutes, and whose lowest value matters. */
export const LOWEST_IN_5_MINUTES: FittingOptions = { ...LOWEST, period: FIVE_MINUTES };
/** The options of a metric whose highest value in five minutes matters. */
export const HIGHEST_IN_5_MINUTES: FittingOptions = { ...HIGHEST, period: FIVE_MINUTES };
