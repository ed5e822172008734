import type { IApiCall, IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import type { aws_lambda as lambda } from 'aws-cdk-lib';

/** How many seconds later a schedule is due: EventBridge Scheduler accepts no time in the past, and the emulator does. */
const DELAY = process.env.INTEG_IN_ACCOUNT === undefined ? 0 : 90;

/** Expects that the schedules of an RDS instance stop it and then start it. */
export function expectPause(assertions: IDeployAssert, { functionName }: lambda.Function, database: string): void {
  const run = (operation: string, status: string): IApiCall =>
    assertions
      .invokeFunction({ functionName, payload: JSON.stringify({ database, operation, status, delay: DELAY }) })
      .assertAtPath('Payload.status', ExpectedResult.stringLikeRegexp(`^${status}$`));
  run('stopDBInstance', 'stopped').next(run('startDBInstance', 'available'));
}
