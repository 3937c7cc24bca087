import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { committed, copyOf, messageId } from '../../../test/contract/samples.ts';
import { dictionary1 } from './packed-dictionary.ts';
import { pack, unpack } from './packed.ts';

const id = messageId(1_800_000_000_000);

test('what goes in comes out', () => {
  const property = fc.property(fc.json(), (json) => {
    const value: unknown = JSON.parse(json);
    expect(unpack(pack(value))).toEqual(value);
  });
  fc.assert(property, { numRuns: 200 });
});

// The stored bytes were made and read by Python's zlib too.
test('the dictionary is never changed: what is stored is read with it', () => {
  const digest = createHash('sha256').update(dictionary1).digest('hex');
  expect(digest).toBe('ee740239896c40ac7e15f37a3c97699539059fa1dfc66a835cae5d5aca3533d5');
  const stored = Buffer.from('01437792b1a18569b2aea9818181ae3988b00011064800bb9b915c945e7478cfe1f9a9280eab0500', 'hex');
  expect(unpack(stored)).toEqual({ v: 1, id, collector: 'smtp', mailFrom: 'grüße@example.com' });
});

test('an envelope and a copy get small', () => {
  const sizes = [committed(id), copyOf(id, 0)].map((value) => [JSON.stringify(value).length, pack(value).length]);
  for (const [json, packed] of sizes) expect(packed! * 2.5).toBeLessThan(json!);
});

test('what is not packed here is refused', () => {
  const whole = pack(committed(id));
  expect(() => unpack(new Uint8Array())).toThrow(/version none/);
  expect(() => unpack(Buffer.concat([Buffer.of(2), whole.subarray(1)]))).toThrow(/version 2/);
  expect(() => unpack(whole.subarray(0, -9))).toThrow();
  expect(() => unpack(Buffer.from('{"v":1}'))).toThrow();
});

test('whatever became of the bytes, they are a value or an error', () => {
  const whole = pack(committed(id));
  const property = fc.property(fc.nat(whole.length), fc.nat(20), fc.uint8Array({ maxLength: 20 }), (at, cut, put) => {
    const bytes = Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + cut)]);
    try {
      JSON.stringify(unpack(bytes));
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  });
  fc.assert(property, { numRuns: 300 });
});

test('neither way goes beyond 20 MB', () => {
  const bomb = Buffer.concat([Buffer.of(1), deflateRawSync(Buffer.alloc(21 * 1024 * 1024, '1'))]);
  expect(bomb.length).toBeLessThan(100_000);
  expect(() => unpack(bomb)).toThrow(/larger than|buffer/i);
  expect(() => pack('x'.repeat(21 * 1024 * 1024))).toThrow(/too large/);
});
