import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { AmazonMQConstruct } from '../src';
import { integApp } from './support/app';
import { expectBroker } from './support/broker';
import { disposable } from './support/disposable';
import { existingVpc } from './support/existing-vpc';

const app = integApp('messaging');
const stack = new Stack(app, 'integ-messaging');
const vpc = existingVpc(stack);
const messaging = new AmazonMQConstruct(stack, 'Messaging', { provider: disposable('development'), vpc });

const { assertions } = new IntegTest(app, 'messaging', { testCases: [stack] });
expectBroker(assertions, messaging, vpc, { instanceType: 'mq.m7g.medium', mode: 'SINGLE_INSTANCE' });
