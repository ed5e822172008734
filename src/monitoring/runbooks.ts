/** The address of the folder with the runbooks of this library, without a slash at its end. */
export const RUNBOOKS_URL = 'https://github.com/org/ecommerce-constructs/blob/main/docs/runbooks';

/** The address of the runbook of an alarm, or of an event that is no alarm. */
export function runbookUrl(alarmId: string): string {
  return `${RUNBOOKS_URL}/${runbookPage(alarmId)}`;
}

/** The file name of a runbook: `cpu-high.md` for `CpuHigh`, `errors-5xx.md` for `Errors5xx`. */
export function runbookPage(alarmId: string): string {
  return `${alarmId.replace(/(?<=[a-z])(?=[A-Z\d])|(?<=\d)(?=[A-Z])/g, '-').toLowerCase()}.md`;
}
