import {
  ACCOUNT,
  covers,
  generatedEnd,
  overlap,
  REGION,
  readable,
  UNKNOWN,
} from '../../../src/isolation/templates/placeholders';

test.each([
  ['arn:aws:s3:::media', 'arn:aws:s3:::media', true],
  ['arn:aws:s3:::media', 'arn:aws:s3:::logs', false],
  ['*', 'arn:aws:s3:::media', true],
  ['arn:aws:s3:::m?dia/*', 'arn:aws:s3:::media/a/b', true],
  ['arn:aws:s3:::media/*', 'arn:aws:s3:::media', false],
  ['arn:aws:s3:::*/public', 'arn:aws:s3:::media/*', true],
  ['a?c', 'ac', false],
  ['*a', 'b*', true],
  [`arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`, 'arn:aws:sqs:eu-central-1:123456789012:jobs', true],
  [`arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`, 'arn:aws:sqs:eu-central-1:self:jobs', false],
  [`secret:${UNKNOWN}`, 'secret:anything-abc', true],
  [`table/Shop-Table-${generatedEnd(1)}`, 'table/Shop-Table-1A2B3C', true],
  [`table/Shop-Table-${generatedEnd(1)}`, 'table/Shop-Table-1A-2B', false],
  [`table/Shop-Table-${generatedEnd(1)}`, `table/Shop-Table-${generatedEnd(1)}`, true],
  [`table/Shop-Table-${generatedEnd(1)}`, `table/Shop-Table-${generatedEnd(2)}`, false],
])('%j and %j overlap: %s', (one, other, expected) => {
  expect([overlap(one, other), overlap(other, one)]).toEqual([expected, expected]);
});

test('a pattern with many wildcards is compared in little time', () => {
  const pattern = `${'*a'.repeat(40)}b`;
  expect(overlap(pattern, 'a'.repeat(200))).toBe(false);
});

test.each([
  ['arn:aws:s3:::media/*', 'arn:aws:s3:::media/a', true],
  ['arn:aws:s3:::media/*', 'arn:aws:s3:::media', false],
  ['arn:aws:s3:::media.1', 'arn:aws:s3:::mediax1', false],
  ['arn:aws:s3:::media/a', 'arn:aws:s3:::media/*', false],
])('%j covers %j: %s', (pattern, text, expected) => {
  expect(covers(pattern, text)).toBe(expected);
});

test('placeholders become words', () => {
  expect(readable(`${REGION}:${ACCOUNT}:${UNKNOWN}-${generatedEnd(3)}`)).toBe(
    '(region):(account):(known at deployment)-...',
  );
});
