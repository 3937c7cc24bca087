import { gzipSync, zstdCompressSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { gunzip, innerNames, unzstd } from './streams.ts';
import { gathered } from './test-support.ts';

describe('gzip', () => {
  const open = (file: Buffer, names = ['a.js.gz'], changes = {}) =>
    gathered((into) => gunzip(file, names, into), { bytesIn: file.length, ...changes });

  it('holds one file, called as the archive is', () => {
    expect(open(gzipSync('hello'))).toEqual({ entries: [[['a.js'], 'hello', 'opened']], codes: [] });
  });

  it('adds the name in its header (RFC 1952 section 2.3.1), behind an extra field', () => {
    const plain = gzipSync('hello');
    const extra = Buffer.from([2, 0, 0, 0]);
    const file = Buffer.concat([plain.subarray(0, 10), extra, Buffer.from('real.exe\0'), plain.subarray(10)]);
    file[3] = 4 | 8;
    expect(open(file).entries).toEqual([[['real.exe', 'a.js'], 'hello', 'opened']]);
    expect(open(file.subarray(0, file.length - 3)).entries).toEqual([[['real.exe', 'a.js'], 'hello', 'truncated']]);
  });

  it('of several members is one file (section 2.2)', () => {
    expect(open(Buffer.concat([gzipSync('one '), gzipSync('two')])).entries[0]?.[1]).toBe('one two');
  });

  it('hands out what is there of a cut one, wherever it is cut, and says so', () => {
    const file = gzipSync('hello hello hello');
    for (let length = 3; length < file.length; length++)
      expect(open(file.subarray(0, length)).codes).toEqual(['ARCHIVE_DAMAGED']);
    expect(open(file.subarray(0, -4)).entries[0]?.[1]).toBe('hello hello hello');
  });

  it('with a wrong checksum is damaged, and still looked at', () => {
    const file = gzipSync('hello');
    file.writeUInt32LE(0, file.length - 8);
    expect(open(file)).toEqual({ entries: [[['a.js'], 'hello', 'truncated']], codes: ['ARCHIVE_DAMAGED'] });
  });

  it('that is a bomb ends at its limit', () => {
    const bomb = gzipSync(Buffer.alloc(12 * 1024 * 1024));
    expect(open(bomb)).toEqual({ entries: [[['a.js'], undefined, 'unopened']], codes: ['ARCHIVE_RATIO'] });
    expect(open(gzipSync('hello'), ['a'], { bytesLeft: 4 }).codes).toEqual(['ARCHIVE_TOO_LARGE']);
    expect(open(gzipSync('hello'), ['a'], { entriesLeft: 0 }).codes).toEqual(['ARCHIVE_TOO_MANY_ENTRIES']);
  });
});

describe('Zstandard', () => {
  const open = (file: Buffer) => gathered((into) => unzstd(file, ['a.tar.zst'], into));

  it('holds one file', () => {
    expect(open(zstdCompressSync('hello'))).toEqual({ entries: [[['a.tar'], 'hello', 'opened']], codes: [] });
  });

  it('cut is damaged', () => {
    const file = zstdCompressSync('hello hello hello');
    for (let length = 5; length < file.length; length++)
      expect(open(file.subarray(0, length)).codes).toEqual(['ARCHIVE_DAMAGED']);
  });
});

it('names lose the ending of their packing', () => {
  expect(innerNames(['a.tgz', 'b.txt.XZ', 'c'])).toEqual(['a.tar', 'b.txt', 'c']);
});
