import { aws_events as events, type aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RUNBOOKS_URL, runbookPage } from '../runbooks';

/** Which events a topic needs. */
export interface PublishedEvents {
  /**
   * Whether EventBridge publishes the events of databases whose storage nears its limit. The subscriptions of RDS to the same
   * topic contain them already, in the categories `failure` and `notification`: people would receive each event twice.
   */
  readonly databases: boolean;
}

/**
 * Publishes the events of the account and region for which there is no metric to a topic, in words that a person can read.
 *
 * The rules name the topic by its ARN, without a grant: the policy of the topic admits the rules of the account, so that the
 * stack of the topic refers to no rule.
 */
export function publishEvents(scope: Construct, topic: sns.ITopic, { databases }: PublishedEvents): void {
  const rules = new Construct(scope, 'Events');
  for (const { id, description, pattern, paths, text, runbook } of databases ? [...EVENTS, STORAGE] : EVENTS) {
    const template = `${text} Runbook: ${RUNBOOKS_URL}/${runbookPage(runbook)}`;
    new events.CfnRule(rules, id, {
      description,
      eventPattern: pattern,
      targets: [
        {
          id: 'Topic',
          arn: topic.topicArn,
          inputTransformer: { inputPathsMap: paths, inputTemplate: JSON.stringify(template) },
        },
      ],
    });
  }
}

/** An event that a person should know of. */
interface PublishedEvent {
  readonly id: string;
  readonly description: string;
  readonly pattern: object;
  /** The values in the text, by name. */
  readonly paths: Record<string, string>;
  readonly text: string;
  /** The `alarmId` whose runbook helps. */
  readonly runbook: string;
}

/** The states of jobs of AWS Backup that ended without a recovery point. */
const NOT_COMPLETED = ['FAILED', 'ABORTED', 'EXPIRED'];

const EVENTS: PublishedEvent[] = [
  {
    id: 'Rotation',
    description: 'The rotation of a password failed or was abandoned',
    pattern: {
      source: ['aws.secretsmanager'],
      'detail-type': ['AWS Service Event via CloudTrail'],
      detail: { eventName: ['RotationFailed', 'RotationAbandoned', 'TestRotationFailed'] },
    },
    paths: { event: '$.detail.eventName', secret: '$.detail.additionalEventData.SecretId', time: '$.time' },
    text: '<event> at <time>: Secrets Manager did not rotate the password <secret>. First step: look at the logs of the function that rotates it.',
    runbook: 'RotationFailed',
  },
  {
    id: 'BackupJobs',
    description: 'A backup of a store failed',
    pattern: {
      source: ['aws.backup'],
      'detail-type': ['Backup Job State Change'],
      detail: { state: NOT_COMPLETED },
    },
    paths: {
      state: '$.detail.state',
      resource: '$.detail.resourceArn',
      vault: '$.detail.backupVaultName',
      message: '$.detail.statusMessage',
      time: '$.time',
    },
    text: 'The backup of <resource> to the vault <vault> is <state> at <time>: <message> First step: start a backup of it by hand.',
    runbook: 'BackupFailed',
  },
  {
    id: 'CopyJobs',
    description: 'A copy of a backup failed',
    pattern: {
      source: ['aws.backup'],
      'detail-type': ['Copy Job State Change'],
      detail: { state: NOT_COMPLETED },
    },
    paths: {
      state: '$.detail.state',
      resource: '$.detail.resourceArn',
      vault: '$.detail.destinationBackupVaultArn',
      message: '$.detail.statusMessage',
      time: '$.time',
    },
    text: 'The copy of the backup of <resource> to the vault <vault> is <state> at <time>: <message> First step: look at the policy and the key of that vault.',
    runbook: 'BackupFailed',
  },
];

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const STORAGE: PublishedEvent = {
  id: 'Storage',
  description: 'The storage of a database nears its maximum',
  pattern: {
    source: ['aws.rds'],
    'detail-type': ['RDS DB Instance Event'],
    detail: { EventID: ['RDS-EVENT-0223', 'RDS-EVENT-0224', 'RDS-EVENT-0225'] },
  },
  paths: { database: '$.detail.SourceIdentifier', message: '$.detail.Message', time: '$.time' },
  text: 'The storage of <database> nears its maximum at <time>: <message> First step: raise `maxAllocatedStorage`.',
  runbook: 'StorageLow',
};
