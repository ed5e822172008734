import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { VpcConstruct } from '../src';
import { integApp } from './support/app';
import { disposable } from './support/disposable';
import { expectNetwork } from './support/network';

const app = integApp('vpc');
const stack = new Stack(app, 'integ-vpc');
const network = new VpcConstruct(stack, 'Network', { provider: disposable('development'), flowLogs: true });

const { assertions } = new IntegTest(app, 'vpc', { testCases: [stack] });
expectNetwork(assertions, network, { zones: 2, natGateways: 1, flowLogs: true });
