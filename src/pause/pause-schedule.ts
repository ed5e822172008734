import {
  Annotations,
  ArnFormat,
  Aspects,
  aws_applicationautoscaling as autoscaling,
  type CfnResource,
  type aws_docdb as docdb,
  aws_ecs as ecs,
  aws_rds as rds,
  Stack,
  aws_scheduler as scheduler,
  Token,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { partName } from '../naming/physical-names';
import { deployAfter } from '../parameters/stack-dependency';
import { refuse, requireWholeNumber } from '../private/validation';
import { EcsWorkload } from '../workloads/ecs-workload';
import type { IWorkload } from '../workloads/workload-contract';
import type { PauseScheduleOptions } from './pause-schedule-options';
import { PauseTimes } from './pause-times';
import { PausedResource, type PausedResourceProps } from './paused-resource';

/** Options of an ECS service that is paused. */
export interface PausedServiceOptions {
  /**
   * The number of tasks after the pause, 1 to 5000.
   * @default - the `desiredCount` of the service, or that of the schedule if it is not known at synthesis
   */
  readonly desiredCount?: number;
}

/**
 * Stops databases and ECS services in the evening, and starts them in the morning of working days, for environments that
 * nobody uses at night. EventBridge Scheduler calls the APIs of AWS; there is no function.
 *
 * With the defaults, they run 60 of 168 hours a week. A stopped database costs its storage and its backups. Message brokers,
 * caches, search domains, NAT gateways and proxies cannot be stopped; Aurora pauses by itself if its minimum capacity is 0.
 *
 * While a database is stopped, it is not backed up, and CloudFormation cannot change it: deploy during the day. A service with
 * auto scaling needs a minimum of 0 during the pause.
 *
 * Throws when a time, a weekday, a time zone or a number of tasks is invalid, and when `start` is less than an hour from `stop`.
 *
 * @example
 * import { PauseSchedule } from '@org/ecommerce-constructs';
 * import { aws_ecs as ecs, aws_rds as rds, Stack, TimeZone } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const reports: rds.DatabaseInstance;
 * declare const page: ecs.FargateService;
 * const pause = new PauseSchedule(stack, 'Pause', { stop: '19:00', timeZone: TimeZone.EUROPE_BERLIN });
 * pause.addDatabaseInstance(reports);
 * pause.addEcsService(page);
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html
 */
export class PauseSchedule extends Construct {
  /** The name of the group of EventBridge Scheduler that contains the schedules. */
  public readonly groupName: string;
  /**
   * The times, by which alarms are muted.
   * @internal
   */
  public readonly _times: PauseTimes;
  private readonly desiredCount?: number;
  private readonly group: scheduler.CfnScheduleGroup;

  constructor(scope: Construct, id: string, options: PauseScheduleOptions = {}) {
    super(scope, id);
    this._times = new PauseTimes(this, options);
    this.desiredCount = options.desiredCount;
    this.groupName = partName(this, 'pause', MAX_GROUP_NAME);
    this.group = new scheduler.CfnScheduleGroup(this, 'Group', { name: this.groupName });
  }

  /**
   * Stops and starts an RDS instance. Adding it again changes nothing.
   *
   * Throws when it is a replica: RDS stops neither a replica nor an instance that has one.
   * @param instance the instance
   */
  public addDatabaseInstance(instance: rds.IDatabaseInstance): void {
    const { defaultChild } = instance.node;
    if (defaultChild instanceof rds.CfnDBInstance && defaultChild.sourceDbInstanceIdentifier !== undefined) {
      throw this.refuseReplica(instance);
    }
    this.pauseDatabase(instance, 'rds', instance.instanceIdentifier);
  }

  /**
   * Stops and starts a DocumentDB cluster with all its instances. Adding it again changes nothing.
   * @param cluster the cluster
   */
  public addDocumentDbCluster(cluster: docdb.IDatabaseCluster): void {
    this.pauseDatabase(cluster, 'docdb', cluster.clusterIdentifier);
  }

  /**
   * Scales an ECS service to zero, and back. Adding it again changes nothing.
   *
   * Throws when the number of tasks is not known, or not from 1 to 5000. A service that is declared with no task is left out.
   * @param service the service
   * @param options the number of tasks after the pause
   */
  public addEcsService(service: ecs.BaseService, options: PausedServiceOptions = {}): void {
    const count = options.desiredCount ?? desiredCountOf(service) ?? this.desiredCount;
    if (count === undefined) {
      throw refuse(this, {
        prop: 'desiredCount',
        gotInWords: 'none',
        allowed: `known for ${service.node.path}, whose tasks would not come back`,
        fix: 'Set `desiredCount` of the service, or pass it here.',
      });
    }
    if (count === 0) {
      return;
    }
    // An aspect, because auto scaling may be added to the service later.
    Aspects.of(service).add({ visit: warnOfScaling });
    const fix = `Set the number of tasks of ${service.node.path} that run during the day.`;
    requireWholeNumber(this, 'desiredCount', count, { min: 1, max: 5000 }, fix);
    const call = { operation: 'ecs:updateService', action: 'ecs:UpdateService' };
    const input = { Cluster: service.cluster.clusterArn, Service: service.serviceArn };
    this.pause(service, {
      resourceArn: service.serviceArn,
      stop: { ...call, expression: this._times.stopServices, input: { ...input, DesiredCount: 0 } },
      start: { ...call, expression: this._times.startServices, input: { ...input, DesiredCount: count } },
    });
  }

  /**
   * Adds a resource of any type, unless it is no database that can be stopped.
   * @internal
   */
  public _addResource(resource: CfnResource): void {
    const scope = resource.node.scope;
    const type = resource.cfnResourceType;
    if (scope === undefined) {
      return;
    }
    if (type === 'AWS::DocDB::DBCluster') {
      this.pauseDatabase(scope, 'docdb', resource.ref);
    } else if (type === 'AWS::RDS::DBInstance' && resource instanceof rds.CfnDBInstance) {
      if (resource.sourceDbInstanceIdentifier !== undefined) {
        throw this.refuseReplica(resource);
      }
      if (resource.dbClusterIdentifier === undefined) {
        this.pauseDatabase(scope, 'rds', resource.ref); // and not an instance of Aurora
      }
    }
  }

  /**
   * Adds the ECS service of a workload that a service is connected to.
   * @internal
   */
  public _addWorkload(workload: IWorkload): void {
    const service = workload instanceof EcsWorkload ? workload.ecsService : undefined;
    if (service === undefined) {
      return;
    }
    if ((desiredCountOf(service) ?? this.desiredCount) === undefined) {
      Annotations.of(service).addWarningV2(
        '@org/ecommerce-constructs:pauseSchedule',
        'The service runs during the pause, because the number of its tasks is not known at synthesis: set its ' +
          '`desiredCount`, or that of `pauseSchedule`.',
      );
      return;
    }
    this.addEcsService(service);
  }

  private pauseDatabase(scope: Construct, api: 'rds' | 'docdb', identifier: string): void {
    const [noun, member, resource] =
      api === 'rds' ? ['DBInstance', 'DbInstanceIdentifier', 'db'] : ['DBCluster', 'DbClusterIdentifier', 'cluster'];
    const call = (verb: string, expression: string) => ({
      operation: `${api}:${verb.toLowerCase()}${noun}`,
      action: `rds:${verb}${noun}`, // DocumentDB has the actions and the ARNs of RDS
      expression,
      input: { [member]: identifier },
    });
    this.pause(scope, {
      resourceArn: Stack.of(scope).formatArn({
        service: 'rds',
        resource,
        resourceName: identifier,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      stop: call('Stop', this._times.stopDatabases),
      start: call('Start', this._times.startDatabases),
    });
  }

  private refuseReplica({ node }: IConstruct): Error {
    return refuse(this, {
      prop: 'instance',
      gotInWords: `the replica ${node.path}`,
      allowed: 'an instance without a source',
      fix: 'RDS stops neither a replica nor its source: leave both out.',
    });
  }

  private pause(scope: Construct, props: Omit<PausedResourceProps, 'groupName' | 'timeZone'>): void {
    if (scope.node.tryFindChild(ID) === undefined) {
      const { groupName, _times } = this;
      const paused = new PausedResource(scope, ID, { ...props, groupName, timeZone: _times.timeZone.timezoneName });
      if (Stack.of(scope) === Stack.of(this)) {
        paused.node.addDependency(this.group); // the schedules name it by a literal
      }
      deployAfter(scope, this, 'has schedules of its group');
    }
  }
}

/** Warns of auto scaling that starts tasks again during the pause, because it has a minimum. */
function warnOfScaling(construct: IConstruct): void {
  if (autoscaling.CfnScalableTarget.isCfnScalableTarget(construct) && construct.minCapacity !== 0) {
    Annotations.of(construct).addWarningV2(
      '@org/ecommerce-constructs:pauseScaling',
      'Auto scaling has a minimum above 0, and starts tasks again during the pause: set the minimum to 0, or lower it at ' +
        'night by scheduled actions.',
    );
  }
}

/** The declared number of tasks; undefined if only the deployment knows it. */
function desiredCountOf({ node: { defaultChild } }: ecs.BaseService): number | undefined {
  const count = defaultChild instanceof ecs.CfnService ? defaultChild.desiredCount : undefined;
  return Token.isUnresolved(count) ? undefined : count;
}

const ID = 'Pause';
const MAX_GROUP_NAME = 64;
