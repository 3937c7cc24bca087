import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { gathered, uint32 } from '../test-support.ts';
import { compoundNames } from './directory.ts';
import { openCompound } from './open.ts';
import { compound } from './test-support.ts';

const open = (file: Buffer, changes = {}) => gathered((into) => openCompound(file, into), changes);

/** As Windows' packager writes it. */
function packaged(label: string, path: string, content: Buffer): Buffer {
  const temporary = Buffer.from(`C:\\Temp\\${label}\0`);
  const body = Buffer.concat([
    Buffer.from([2, 0]),
    Buffer.from(`${label}\0${path}\0`),
    Buffer.from([0, 0, 3, 0]),
    uint32(temporary.length),
    temporary,
    uint32(content.length),
    content,
  ]);
  return Buffer.concat([uint32(body.length), body]);
}

const word = Buffer.alloc(5000);
word.writeUInt16LE(0xa5ec, 0);

describe('documents', () => {
  it('give what was put into them, small or large', () => {
    for (const content of [Buffer.from('MZ small'), Buffer.alloc(9000, 'MZ large')]) {
      const object = packaged('a.exe', 'C:\\x\\a.exe', content);
      const file = compound({ WordDocument: word, 'ObjectPool/_1/\u0001Ole10Native': object });
      expect(open(file)).toEqual({
        entries: [[['a.exe', 'C:\\x\\a.exe', 'C:\\Temp\\a.exe'], content.toString('latin1'), 'opened']],
        codes: [],
      });
    }
  });

  it('give embedded documents as they are', () => {
    const file = compound({ WordDocument: word, 'ObjectPool/_1/Package': Buffer.from('PK whatever') });
    expect(open(file).entries).toEqual([[[], 'PK whatever', 'opened']]);
  });

  it('give what is no package of Windows as it is', () => {
    const file = compound({
      WordDocument: word,
      'ObjectPool/_1/\u0001Ole10Native': Buffer.from('\x08\0\0\0MZ other', 'latin1'),
    });
    expect(open(file).entries).toEqual([[[], 'MZ other', 'opened']]);
  });

  it('without anything in them give nothing', () => {
    expect(open(compound({ WordDocument: word }))).toEqual({ entries: [], codes: [] });
  });
});

describe('documents with a password', () => {
  const encryptedWord = Buffer.from(word);
  encryptedWord.writeUInt16LE(0x0100, 10);
  // BOF with four bytes of content, then FilePass.
  const workbook = Buffer.concat([Buffer.from('09080400000600052f000200', 'hex'), Buffer.alloc(5000)]);
  it.each([
    ['OOXML', { EncryptionInfo: Buffer.from('x'), EncryptedPackage: Buffer.alloc(5000) }],
    ['Word', { WordDocument: encryptedWord }],
    ['Excel', { Workbook: workbook }],
  ])('%s', (_, streams) => {
    expect(open(compound(streams))).toEqual({ entries: [], codes: ['ARCHIVE_ENCRYPTED'] });
  });

  it('are not those whose workbook begins otherwise', () => {
    const plain = Buffer.concat([Buffer.from('0908040000060005e1000200b004', 'hex'), Buffer.alloc(5000)]);
    expect(open(compound({ Workbook: plain })).codes).toEqual([]);
  });
});

it('Outlook messages give their attachments with all names', () => {
  const storage = '__attach_version1.0_#00000000';
  const file = compound({
    '__properties_version1.0': Buffer.alloc(32),
    [`${storage}/__substg1.0_37010102`]: Buffer.from('content'),
    [`${storage}/__substg1.0_3707001F`]: Buffer.from('Счёт.js', 'utf16le'),
    [`${storage}/__substg1.0_3704001F`]: Buffer.from('SCHET~1.JS', 'utf16le'),
  });
  expect(open(file)).toEqual({ entries: [[['Счёт.js', 'SCHET~1.JS'], 'content', 'opened']], codes: [] });
});

it('installers give their files, by the names that are packed into fewer characters', () => {
  const pack = (a: number, b: number) => String.fromCharCode(0x3800 + a + b * 64);
  // "Ab" then "c": A is 10, b is 37, c is 38 in the alphabet.
  const name = pack(10, 37) + String.fromCharCode(0x4800 + 38);
  const file = compound({ [`\u4840${pack(1, 2)}`]: Buffer.from('table'), [name]: Buffer.from('MZ') });
  expect(open(file).entries).toEqual([[['Abc'], 'MZ', 'opened']]);
});

describe('hostile files', () => {
  const file = compound({
    WordDocument: word,
    'ObjectPool/_1/\u0001Ole10Native': packaged('a', 'a', Buffer.alloc(600, 'x')),
  });

  it('cut anywhere are never silently empty, and never throw', () => {
    for (let length = 512; length < file.length - 512; length += 100) {
      const cut = open(file.subarray(0, length));
      expect(cut.codes.length + cut.entries.length, `cut at ${length}`).toBeGreaterThan(0);
    }
  });

  it('with loops in their chains and trees come to an end', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(file.length - 4), fc.nat(12)), { minLength: 1, maxLength: 8 }), (edits) => {
        const changed = Buffer.from(file);
        for (const [at, sector] of edits) changed.writeUInt32LE(sector, at);
        open(changed);
        compoundNames(changed, 100);
      }),
      { numRuns: 200 },
    );
  });

  it('keep to their budget', () => {
    expect(open(file, { bytesLeft: 10 }).codes).toEqual(['ARCHIVE_TOO_LARGE']);
    expect(open(file, { entriesLeft: 0 }).codes).toEqual(['ARCHIVE_TOO_MANY_ENTRIES']);
  });
});
