import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { CacheConstruct } from '../src';
import { integApp } from './support/app';
import { expectCache } from './support/cache';
import { disposable } from './support/disposable';
import { existingVpc } from './support/existing-vpc';

const app = integApp('cache');
const stack = new Stack(app, 'integ-cache');
const vpc = existingVpc(stack);
const cache = new CacheConstruct(stack, 'Cache', { provider: disposable('development'), vpc, nodes: 2 });

const { assertions } = new IntegTest(app, 'cache', { testCases: [stack] });
expectCache(assertions, cache, vpc, { nodeType: 'cache.t4g.micro', nodes: 2, snapshotDays: 0 });
