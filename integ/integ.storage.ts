import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { StorageConstruct } from '../src';
import { integApp } from './support/app';
import { disposable } from './support/disposable';
import { expectStorage } from './support/storage';

const app = integApp('storage');
const stack = new Stack(app, 'integ-storage');
const storage = new StorageConstruct(stack, 'Storage', { provider: disposable('development') });

const { assertions } = new IntegTest(app, 'storage', { testCases: [stack] });
expectStorage(assertions, storage, { mediaEncryption: 'AES256', oldVersionDays: 7 });
