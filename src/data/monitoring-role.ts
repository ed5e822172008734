import { Aws, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../private/acknowledge';

/** The role in which RDS writes what the operating systems of databases measure. */
export class MonitoringRole extends iam.Role {
  /** The one role of a store and its neighbours, made for the first of them that asks. */
  public static of(store: Construct): MonitoringRole {
    const { scope } = store.node;
    const parent = Construct.isConstruct(scope) && !Stack.isStack(store) ? scope : store;
    const existing = parent.node.tryFindChild(ID);
    return existing instanceof MonitoringRole ? existing : new MonitoringRole(parent);
  }

  private constructor(scope: Construct) {
    super(scope, ID, {
      description: 'Enhanced monitoring of databases',
      assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonRDSEnhancedMonitoringRole')],
    });
    acknowledge(this, {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]',
      reason:
        'AWS keeps this policy for this one purpose: it lets RDS write to the log group RDSOSMetrics, and nothing else.',
    });
  }
}

const ID = 'MonitoringRole';
