import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { EcommercePlatform } from '../src';
import { integApp } from './support/app';
import { expectRefusal, expectReport, platformOfReport, reportFunction } from './support/report';

const app = integApp('workload');
const environmentName = 'integ-workload';
const platformStack = new Stack(app, 'integ-workload-platform');
const platform = new EcommercePlatform(platformStack, 'Platform', platformOfReport(environmentName));
const stack = new Stack(app, 'integ-workload');
const foreignSecret = platform.service('orders').store?.secrets.DATABASE_PASSWORD.secret.secretArn;
const report = reportFunction(stack, platform, { environmentName, foreignSecret });

const { assertions } = new IntegTest(app, 'workload', { testCases: [platformStack, stack] });
expectReport(assertions, report);
expectRefusal(assertions, report);
