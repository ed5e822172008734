// Lists the workloads of services.

import { readWorkloads } from './deployed-workloads.mjs';
import { WORKLOAD_HEADER, workloadRow } from './table-cells.mjs';

/** Returns the table of workloads in `stacks`. */
export async function workloadSection(aws, stacks, serviceRecords, groups) {
  const workloads = await readWorkloads(aws, stacks, serviceRecords);
  const rows = workloads.map((workload) => workloadRow(workload, groups));
  return { title: 'workloads', header: WORKLOAD_HEADER, rows, blocks: true };
}
