import { expect, it } from 'vitest';

import { Gathering } from './expansion.ts';
import { openOneNote } from './onenote.ts';
import { budget } from './test-support.ts';

/** [MS-ONESTORE] section 2.6.13. */
function stored(content: string): Buffer {
  const head = Buffer.alloc(36);
  head.write('e716e3bd65261145a4c48d4d0b7a9eac', 'hex');
  head.writeBigUInt64LE(BigInt(content.length), 16);
  const padding = Buffer.alloc((8 - (content.length % 8)) % 8);
  return Buffer.concat([head, Buffer.from(content), padding, Buffer.from('22a7fb71790f0b4abb13899256426b24', 'hex')]);
}

function open(file: Buffer, changes = {}) {
  const into = new Gathering(budget(changes));
  openOneNote(file, into);
  return [
    into.entries.map((entry) => [Buffer.from(entry.bytes ?? '').toString(), entry.status]),
    into.defects.map((defect) => defect.code),
  ];
}

const section = Buffer.concat([
  Buffer.from('e4525c7b8cd8a74daeb15378d02996d3', 'hex'),
  stored('MZ one'),
  Buffer.alloc(50),
  stored('<job>'),
]);

it('gives every file in a section', () => {
  expect(open(section)).toEqual([
    [
      ['MZ one', 'opened'],
      ['<job>', 'opened'],
    ],
    [],
  ]);
});

it('gives what is there of a cut one and says so', () => {
  expect(open(section.subarray(0, 16 + 36 + 3))).toEqual([[['MZ ', 'truncated']], ['ARCHIVE_DAMAGED']]);
});

it('does not believe a size', () => {
  const lying = Buffer.from(section);
  lying.writeBigUInt64LE(2n ** 60n, 16 + 16);
  expect(open(lying)[1]).toEqual(['ARCHIVE_DAMAGED']);
});

it('keeps to its budget', () => {
  expect(open(section, { bytesLeft: 3 })[1]).toEqual(['ARCHIVE_TOO_LARGE']);
  expect(open(section, { entriesLeft: 1 })[1]).toEqual(['ARCHIVE_TOO_MANY_ENTRIES']);
});
