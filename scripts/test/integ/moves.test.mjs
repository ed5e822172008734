import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changes } from '../../lib/integ/moves.mjs';

const KEY = { type: 'AWS::KMS::Key', id: '1' };
const OLD = { type: 'AWS::EC2::SecurityGroup', id: 'sg-1' };
const NEW = { type: 'AWS::EC2::SecurityGroup', id: 'sg-2' };

test('a stack that keeps its resources has no change', () => {
  assert.deepEqual(changes([KEY, OLD], [OLD, KEY]), []);
});

test('a replaced resource is reported as deleted and as created', () => {
  assert.deepEqual(changes([KEY, OLD], [KEY, NEW]), [
    'The AWS::EC2::SecurityGroup sg-1 was deleted when the stack moved into a stage.',
    'The AWS::EC2::SecurityGroup sg-2 was created when the stack moved into a stage.',
  ]);
});
