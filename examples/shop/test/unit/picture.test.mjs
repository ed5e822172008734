import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { picture } from '../../picture.mjs';

test('a picture is a PNG of one colour', () => {
  const file = picture([255, 128, 0], 2);
  const end = '0000000049454e44ae426082'; // the last chunk of every PNG
  assert.equal(file.subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
  assert.equal(file.subarray(-12).toString('hex'), end);
  const length = file.readUInt32BE(33); // of the second chunk
  const pixels = inflateSync(file.subarray(41, 41 + length));
  assert.equal(pixels.toString('hex'), '00ff8000ff8000'.repeat(2));
});
