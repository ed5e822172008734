import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { OwnerAlarms } from './alarms/owner-alarms';
import { createDashboard, createServiceDashboard, type DashboardContents } from './dashboard';
import type { DashboardGraph } from './dashboard-graph';

/** The dashboards that a construct creates at the end. */
export interface DashboardsProps {
  readonly startOfNames: string;
  readonly owners: ReadonlyMap<string, OwnerAlarms>;
  readonly graphs: ReadonlyMap<string, DashboardGraph[]>;
  readonly hasDashboard: boolean;
  /** The owners that have a dashboard of their own. */
  readonly serviceDashboards: readonly string[];
}

/** Creates the dashboard of all owners, and those of single ones. */
export function createDashboards(scope: Construct, props: DashboardsProps): void {
  const { hasDashboard, serviceDashboards } = props;
  if (!hasDashboard && serviceDashboards.length === 0) {
    return;
  }
  const id = 'Dashboards';
  if (scope.node.tryFindChild(id)) {
    return; // The app is synthesized a second time.
  }
  const parent = new Construct(scope, id);
  if (hasDashboard) {
    createDashboard(parent, 'Overview', contentsOf(parent, 'All', props, [...props.owners.keys()]));
  }
  const own = new Construct(parent, 'Owners');
  for (const owner of [...new Set(serviceDashboards)].filter((name) => props.owners.has(name))) {
    createServiceDashboard(own, owner, owner, contentsOf(own, `${owner}Alarms`, props, [owner]));
  }
}

function contentsOf(
  scope: Construct,
  id: string,
  { startOfNames, owners, graphs, hasDashboard }: DashboardsProps,
  shown: string[],
): DashboardContents {
  const imports = new Construct(scope, id);
  const arns = shown.flatMap((owner) => owners.get(owner)?.arns ?? []);
  const alarmsOf = (kind: 'pages' | 'others') =>
    arns
      .flatMap((own) => own[kind])
      .map((arn, index) => cloudwatch.Alarm.fromAlarmArn(imports, `${kind}${index}`, arn));
  const isOverview = id === 'All';
  const title = isOverview || !hasDashboard ? startOfNames : `${startOfNames} ${shown.join(', ')}`;
  return {
    name: (isOverview ? startOfNames : `${startOfNames}-${shown.join('-')}`).replace(/[^\w-]/g, '_'),
    title,
    owners: new Map(shown.map((owner) => [owner, graphs.get(owner) ?? []])),
    composites: alarmsOf('pages'),
    alarms: arns.flatMap(({ others }) => others).length > MAX_ALARMS ? [] : alarmsOf('others'),
  };
}

/**
 * The alarms on a dashboard, beside the composite alarms. CloudFormation takes a template of 1 MB: the dashboard of a platform of
 * hundreds of services shows their composite alarms alone.
 */
const MAX_ALARMS = 1_000;
