import fc from 'fast-check';
import { expect, it } from 'vitest';

import { paxRecord, tar, type TarInput } from './test-archives.ts';
import { gathered } from './test-support.ts';
import { untar } from './tar.ts';

const open = (file: Buffer, changes = {}) => gathered((into) => untar(file, into), changes);

const files = (...inputs: TarInput[]) => open(tar(inputs)).entries;

it('opens files, not folders and links', () => {
  expect(
    files(
      { name: 'd/', kind: '5' },
      { name: 'd/a.txt', content: 'hello' },
      { name: 'link', kind: '2' },
      { name: 'e', kind: '0' },
    ),
  ).toEqual([
    [['d/a.txt'], 'hello', 'opened'],
    [['e'], '', 'opened'],
  ]);
});

it('takes an unknown kind for a file, as POSIX says', () => {
  expect(files({ name: 'a', content: 'x', kind: 'q' })).toEqual([[['a'], 'x', 'opened']]);
});

it('reads the long names of pax and GNU, UTF-8 too', () => {
  const long = `${'x'.repeat(120)}/Счёт.js`;
  expect(
    files({ name: 'PaxHeader', kind: 'x', content: paxRecord('path', long) }, { name: 'short', content: '1' }),
  ).toEqual([[[long, 'short'], '1', 'opened']]);
  expect(
    files({ name: '././@LongLink', kind: 'L', content: `${long}\0` }, { name: 'x'.repeat(100), content: '1' }),
  ).toEqual([[[long], '1', 'opened']]);
});

it('obeys the size of a pax header', () => {
  const size = paxRecord('size', '5');
  const header = { name: 'PaxHeader', kind: 'x', content: size };
  expect(files(header, { name: 'a', content: 'hello', size: '00000000000\0' })).toEqual([[['a'], 'hello', 'opened']]);
});

it('reads a binary size', () => {
  expect(files({ name: 'a', content: 'hello', size: '\x80\0\0\0\0\0\0\0\0\0\0\x05' })).toEqual([
    [['a'], 'hello', 'opened'],
  ]);
});

it('goes on behind the end, where some readers do', () => {
  const joined = Buffer.concat([tar([{ name: 'a', content: '1' }]), tar([{ name: 'b', content: '2' }])]);
  expect(open(joined).entries.map((entry) => entry[0])).toEqual([['a'], ['b']]);
});

it('hands out the beginning of a file that is cut', () => {
  const found = open(tar([{ name: 'a', content: 'x'.repeat(600) }]).subarray(0, 1024));
  expect(found).toEqual({ entries: [[['a'], 'x'.repeat(512), 'truncated']], codes: ['ARCHIVE_DAMAGED'] });
});

it.each([
  ['a broken header', () => Buffer.alloc(512, 1), 'ARCHIVE_DAMAGED'],
  ['nothing but empty blocks', () => Buffer.alloc(2048), 'ARCHIVE_EMPTY'],
  ['a sparse file', () => tar([{ name: 'a', kind: 'S', content: 'x' }]), 'ARCHIVE_UNSUPPORTED'],
  ['a negative size', () => tar([{ name: 'a', size: '\xff'.repeat(12) }]), 'ARCHIVE_DAMAGED'],
])('says that there is %s', (_, file, code) => {
  expect(open(file()).codes).toContain(code);
});

it('keeps to its budget', () => {
  const two = tar([
    { name: 'a', content: 'hello' },
    { name: 'b', content: 'hello' },
  ]);
  expect(open(two, { bytesLeft: 7 }).codes).toEqual(['ARCHIVE_TOO_LARGE']);
  expect(open(two, { entriesLeft: 1 }).codes).toEqual(['ARCHIVE_TOO_MANY_ENTRIES']);
});

it('never throws on changed bytes and never loses a cut in silence', () => {
  const file = tar([
    { name: 'P', kind: 'x', content: paxRecord('path', 'long') },
    { name: 'a', content: 'hello' },
  ]);
  for (let length = 0; length < 1536; length += 7) expect(open(file.subarray(0, length)).codes).not.toEqual([]);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 5 }), (edits) => {
      const changed = Buffer.from(file);
      for (const [at, byte] of edits) changed[at] = byte;
      open(changed);
    }),
    { numRuns: 100 },
  );
});
