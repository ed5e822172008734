import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../../private/validation';
import type { AlarmDefinition } from '../alarm-definition';
import { RUNBOOKS_URL } from '../runbooks';

/** The description of an alarm: what is wrong, the first step, and the address of the runbook. */
export function alarmDescription(
  scope: IConstruct,
  key: string,
  { summary, firstStep }: AlarmDefinition,
  runbookUrl?: string,
): string {
  const runbook = runbookUrl === undefined ? [] : [`Runbook: ${runbookUrl}`];
  const text = [sentence(summary), `First step: ${sentence(firstStep)}`, ...runbook].join(' ');
  if (!Token.isUnresolved(text) && text.length > MAX_LENGTH) {
    throw refuse(scope, {
      prop: `description of ${key}`,
      gotInWords: `${text.length} characters`,
      allowed: `at most ${MAX_LENGTH} characters, with \`summary\`, \`firstStep\` and \`runbookUrl\``,
      fix: 'Shorten the sentences: the runbook has room for more.',
    });
  }
  return text;
}

/** The description of the composite alarm of an owner. */
export function pageDescription(owner: string): string {
  return (
    `${owner} has at least one alarm that pages. First step: open the child alarm in the state ALARM; its description has ` +
    `the first step and the address of its runbook. Runbooks: ${RUNBOOKS_URL}`
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) || Token.isUnresolved(text) ? text : `${text}.`;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_LENGTH = 1_024;
