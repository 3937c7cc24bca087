import fc from 'fast-check';
import { expect, it } from 'vitest';

import { TooLarge, unlz4 } from './lz4.ts';

// `lz4 -9` 1.9.4 on seven times "hello " without the last space.
const frame = Buffer.from('BCJNGGRApxAAAABvaGVsbG8gBgALUGhlbGxvAAAAAMdv8YE=', 'base64');
const text = 'hello hello hello hello hello hello hello';

const unpacked = (file: Buffer, limit = 1000) => {
  const { bytes, whole } = unlz4(file, limit);
  return [Buffer.from(bytes).toString(), whole];
};

it('unpacks a frame', () => {
  expect(unpacked(frame)).toEqual([text, true]);
});

it('unpacks a stored block and long runs', () => {
  const head = Buffer.from('04224d1860400000', 'hex').subarray(0, 7);
  const stored = Buffer.from('02000080686900000000', 'hex');
  expect(unpacked(Buffer.concat([head, stored]))).toEqual(['hi', true]);
  // One literal, then a match of distance 1 and length 4 + 15 + 255 + 6, then one literal more.
  const run = Buffer.from('080000001f610100ff06106200000000', 'hex');
  expect(unpacked(Buffer.concat([head, run]))).toEqual([`${'a'.repeat(281)}b`, true]);
});

it('stops at its limit', () => {
  expect(() => unpacked(frame, 40)).toThrow(TooLarge);
});

it('knows when a frame is cut, wherever', () => {
  for (let length = 0; length < frame.length; length++) expect(unpacked(frame.subarray(0, length))[1]).toBe(false);
});

it('never throws but for its limit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
      try {
        unlz4(Buffer.concat([frame.subarray(0, 11), tail]), 100_000);
      } catch (error) {
        expect(error).toBeInstanceOf(TooLarge);
      }
    }),
  );
});
