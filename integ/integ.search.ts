import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { SearchConstruct } from '../src';
import { integApp } from './support/app';
import { disposable } from './support/disposable';
import { existingVpc } from './support/existing-vpc';
import { expectSearch, expectServiceLinkedRole } from './support/search';

const app = integApp('search');
const stack = new Stack(app, 'integ-search');
const vpc = existingVpc(stack);
const search = new SearchConstruct(stack, 'Search', { provider: disposable('development'), vpc });

const { assertions } = new IntegTest(app, 'search', { testCases: [stack] });
expectSearch(assertions, search, vpc, { nodeType: 't3.small.search', nodes: 1, zones: 1, masters: 0 });
expectServiceLinkedRole(assertions);
