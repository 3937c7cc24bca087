import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { uint32 } from '../test-support.ts';
import { readPackage } from './package.ts';

const names = Buffer.from('\x02\0a.txt\0C:\\x\\a.txt\0', 'latin1');
const again = Buffer.from('C:\\Temp\\a.exe\0', 'latin1');
const whole = Buffer.concat([
  names,
  Buffer.from([0, 0, 3, 0]),
  uint32(again.length),
  again,
  uint32(5),
  Buffer.from('hello'),
]);

describe('a package', () => {
  it('gives its file, and all of its names', () => {
    const read = readPackage(whole, 2);
    expect(read.names).toEqual(['a.txt', 'C:\\x\\a.txt', 'C:\\Temp\\a.exe']);
    expect(read.file?.toString()).toBe('hello');
  });

  it('gives its file without what stands behind that', () => {
    expect(readPackage(Buffer.concat([whole, Buffer.from(' wide names')]), 2).file?.toString()).toBe('hello');
  });

  it('that is cut gives the names that are there, and no file', () => {
    for (let length = names.length; length < whole.length; length++) {
      const read = readPackage(whole.subarray(0, length), 2);
      expect(read.file, `cut at ${length}`).toBeUndefined();
      expect(read.names).toEqual(['a.txt', 'C:\\x\\a.txt']);
    }
  });

  it('does not believe its lengths', () => {
    for (const at of [names.length + 4, whole.length - 9]) {
      const lying = Buffer.from(whole);
      lying.writeUInt32LE(0xffffffff, at);
      expect(readPackage(lying, 2).file).toBeUndefined();
    }
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(10), (bytes, labelAt) => {
        expect(readPackage(Buffer.from(bytes), labelAt).file?.length ?? 0).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 200 },
    );
  });
});
