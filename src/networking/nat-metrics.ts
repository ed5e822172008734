import { type aws_cloudwatch as cloudwatch, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IMonitored } from '../monitoring/monitored';
import { metricsOfNatGateway, monitoredNatGateways } from './nat-alarms';

/**
 * The metrics of NAT gateways. The base class of `VpcConstruct`.
 * @internal
 */
export abstract class NatMetrics extends Construct {
  /** The VPC. */
  public abstract readonly vpc: ec2.Vpc;

  /** The ids of the NAT gateways, in the order of the public subnets. */
  public get natGatewayIds(): string[] {
    return this.vpc.node
      .findAll()
      .filter((child) => child instanceof ec2.CfnNatGateway)
      .map((gateway) => gateway.ref);
  }

  /** The alarms and graphs of the NAT gateways. */
  public get monitored(): IMonitored {
    return monitoredNatGateways(this, this.natGatewayIds);
  }

  /**
   * Returns a metric of a NAT gateway, every minute, and with the statistic that fits it.
   * @param natGatewayId the id of the gateway, one of `natGatewayIds`
   * @param metricName the name of the metric in CloudWatch, of the namespace `AWS/NATGateway`
   * @param props other options of the metric
   */
  public metric(natGatewayId: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricsOfNatGateway(this, natGatewayId).metric(metricName, props);
  }

  /**
   * Returns the number of connections for which a NAT gateway had no free port.
   * @param natGatewayId the id of the gateway, one of `natGatewayIds`
   * @param props other options of the metric
   */
  public metricErrorPortAllocation(natGatewayId: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(natGatewayId, 'ErrorPortAllocation', props);
  }

  /**
   * Returns the number of packets that a NAT gateway dropped.
   * @param natGatewayId the id of the gateway, one of `natGatewayIds`
   * @param props other options of the metric
   */
  public metricPacketsDropCount(natGatewayId: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(natGatewayId, 'PacketsDropCount', props);
  }

  /**
   * Returns the number of connections that are open through a NAT gateway.
   * @param natGatewayId the id of the gateway, one of `natGatewayIds`
   * @param props other options of the metric
   */
  public metricActiveConnectionCount(natGatewayId: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(natGatewayId, 'ActiveConnectionCount', props);
  }
}
