import { type IDeployAssert, Match } from '@aws-cdk/integ-tests-alpha';
import { aws_rds as rds } from 'aws-cdk-lib';
import type { DatabaseConstruct } from '../../src';
import { expectResponse } from './api-calls';

/** Expects an active subscription of the databases' events that has these categories. */
export function expectEvents(
  assertions: IDeployAssert,
  database: DatabaseConstruct,
  id: string,
  categories: string[],
): void {
  const subscription = database.node.findChild(id);
  if (!(subscription instanceof rds.CfnEventSubscription)) {
    throw new Error(`${subscription.node.path} must be an event subscription`);
  }
  const parameters = { SubscriptionName: subscription.ref };
  // RDS returns the categories in any order, and the matcher requires that of its list.
  for (const category of categories) {
    expectResponse(
      assertions,
      { service: 'rds', api: 'describeEventSubscriptions', parameters },
      { EventSubscriptionsList: [{ Status: 'active', EventCategoriesList: Match.arrayWith([category]) }] },
    );
  }
}
