import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionMatches, patternsMeet } from '../../../lib/platform/isolation/patterns.mjs';

const TABLE = 'arn:aws:dynamodb:us-east-1:1:table/orders';

for (const [one, other, meet] of [
  [TABLE, TABLE, true],
  [TABLE, `${TABLE}2`, false],
  ['*', TABLE, true],
  [`${TABLE}*`, TABLE, true],
  [`${TABLE}/*`, TABLE, false],
  [`${TABLE}/*`, `${TABLE}/index/*`, true],
  ['arn:aws:dynamodb:*:*:table/order?', TABLE, true],
  ['arn:aws:dynamodb:*:*:table/user*', TABLE, false],
  ['arn:aws:s3:::media*/private/*', 'arn:aws:s3:::media-1/*', true],
  ['arn:aws:s3:::media/*', 'arn:aws:s3:::media-1/*', false],
  ['a*b', 'ab', true],
  ['?', '', false],
  ['*', '', true],
]) {
  test(`${one} and ${other || 'an empty text'} ${meet ? 'meet' : 'do not meet'}`, () => {
    assert.equal(patternsMeet(one, other), meet);
    assert.equal(patternsMeet(other, one), meet);
  });
}

test('a pattern of actions is compared without case', () => {
  assert.ok(actionMatches('SecretsManager:get*', 'secretsmanager:GetSecretValue'));
  assert.ok(!actionMatches('secretsmanager:Describe*', 'secretsmanager:GetSecretValue'));
});
