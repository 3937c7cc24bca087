/** The archives that only libarchive opens, with the real one: what it reads, and that what it does not read is said. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { isExpandable } from '#core/message/open/archives/expandable.ts';
import { createExpander, type Expand } from '#core/message/open/archives/expand.ts';
import { cab, lha, rar4, rar5 } from '#core/message/open/archives/test-archives.ts';
import { budget, portableExecutable } from '#core/message/open/archives/test-support.ts';
import { createIdentifier, type Identify } from '#core/message/open/types/identify.ts';

import { loadArchiveTools } from './load.ts';

let identify: Identify;
let expand: Expand;
beforeAll(async () => {
  const tools = await loadArchiveTools();
  identify = createIdentifier(tools);
  expand = createExpander(tools);
});

async function open(file: Buffer, name = 'a', changes: Parameters<typeof budget>[0] = {}) {
  const { entries, defects, limits } = await expand(file, identify([name], file), budget(changes), [name]);
  return {
    entries: entries.map((entry) => [entry.names[0], entry.bytes && Buffer.from(entry.bytes).toString(), entry.status]),
    codes: defects.map((defect) => defect.code),
    limits,
  };
}

const base64 = (text: string) => Buffer.from(text, 'base64');
const whole = (...entries: [string, string][]) => ({
  entries: entries.map(([name, content]) => [name, content, 'opened']),
  codes: [],
  limits: [],
});

// Made with p7zip 16.02 (`7z a`, `-psecret`, `-mhe=on`) and bsdtar 3.6 (`--format=newc`) from files of our own.
const sevenZip = base64(
  'N3q8ryccAAQOLb4QfAAAAAAAAAAgAAAAAAAAAJYX8rEBABxoZWxsbyBmcm9tIGFuIGFyY2hpdmUKc2Vjb25kCgAAAIEzB64P0B3SfJ8/R0EtHqDWMwgy78yb3e/snOCN5e5IYWWQKvwWZfzYi+G2QFftt45DHRkaDRkY7pAYp7eEXKRiMJ/ze1fPsI8HVHVr+f3fFbNyF/jQAAAAFwYhAQlbAAcLAQABIwMBAQVdABAAAAxuCgGDyDh5AAA=',
);
const sevenZipEncrypted = base64(
  'N3q8ryccAAS2Cyt7qgAAAAAAAAAhAAAAAAAAALkGt5ITdddESMqPvjkfGADUcgfnBcbtA3R3iU0H/Y80NsKF2caxrdnzEu1J9EC0UdiXt9sAAIEzB64P0QDUPKCKabDjxAD69FhUvcYU0IMc/ZLlqQovsEFdEDa0ZGuRn78n+UlZysgvEUUxM9X+C25G4mnluKaFeye5Ob5zwvOI2W+UPkpsqE90JTsC0OBzzkcxuLoqPdZCkj8v27OmoSI35xI4ZUqRjlL6S+MAABcGMAEJegAHCwEAASMDAQEFXQAQAAAMgI4KAaDSTMgAAA==',
);
const sevenZipHidden = base64(
  'N3q8ryccAATGIM/XkAAAAAAAAAAuAAAAAAAAAPFf/f5e2L13W9cV97fFkQ+UyPV0rS7FEL5cSDJLS6elzFJHsjnV89IfpEO3lZAGdxJTNPUhHHaxR4k7vC/QZGSkudQdFMo8IEZe1bI9ZkXYt2r+vF28srDSW7WsLmSlJFsQtyVtS+24tXuMtzuKAhkblnvsmcQXtj9W/KKIrTgUhC9C9JO6CUP7HwPF6su4WCG6ReoXBiABCXAABwsBAAEkBvEHARJTDweX8u8M059RLDpkDz9x5/4MYgoBrAKtUwAA',
);
const cpio = base64(
  'MDcwNzAxMDAyMjA5MjIwMDAwODFhNDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTY5NTViOTAwMDAwMDAwMTYwMDAwMDBmZTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA2MDAwMDAwMDBhLnR4dABoZWxsbyBmcm9tIGFuIGFyY2hpdmUKAAAwNzA3MDEwMDIyMDkyMzAwMDA4MWE0MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAxNjk1NWI5MDAwMDAwMDAwNzAwMDAwMGZlMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDUwMDAwMDAwMGIuanMAAHNlY29uZAoAMDcwNzAxMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDBiMDAwMDAwMDBUUkFJTEVSISEhAAAAAA==',
);

// Made with Python 3.11's zipfile (bzip2, LZMA), p7zip (PPMd, xz by `-mm=xz`), bzip2 1.0.8, xz 5.4.1 and lzip 1.23.
const packedZips = {
  bzip2: base64(
    'UEsDBC4AAAAMAAAAIVwB28j0PgAAADYAAAAEAAAAYS5qc0JaaDkxQVkmU1n7M5oMAAAI0YAAEEAAA0fUICAAIr/VQmeomCAaAI00jDDiNpRVxEfuuvC7kinChIfZnNBgUEsBAi4DLgAAAAwAAAAhXAHbyPQ+AAAANgAAAAQAAAAAAAAAAAAAAIABAAAAAGEuanNQSwUGAAAAAAEAAQAyAAAAYAAAAAAA',
  ),
  LZMA: base64(
    'UEsDBD8AAgAOAAAAIVwB28j0KAAAADYAAAAEAAAAYS5qcwkEBQBdAACAAAA0GUnujekS5hQOv7mXMZptLLDxVnXlAF////tSAABQSwECPwM/AAIADgAAACFcAdvI9CgAAAA2AAAABAAAAAAAAAAAAAAAgAEAAAAAYS5qc1BLBQYAAAAAAQABADIAAABKAAAAAAA=',
  ),
  PPMd: base64(
    'UEsDBD8AAABiAP2EeF0B28j0GgAAADYAAAAEAAAAYS5qcwcAZ/uDVNc1llOZbbtv31XmVtk1dnP9zoAAUEsBAj8DPwAAAGIA/YR4XQHbyPQaAAAANgAAAAQAJAAAAAAAAAAggKSBAAAAAGEuanMKACAAAAAAAAEAGABDMAlwMnzdAQAAAAAAAAAAAAAAAAAAAABQSwUGAAAAAAEAAQBWAAAAPAAAAAAA',
  ),
  xz: base64(
    'UEsDBAoAAAAAAP2EeF0B28j0NgAAADYAAAAEAAAAYS5qc2hlbGxvIGZyb20gcHl0aG9uCmhlbGxvIGZyb20gcHl0aG9uCmhlbGxvIGZyb20gcHl0aG9uClBLAQI/AwoAAAAAAP2EeF0B28j0NgAAADYAAAAEACQAAAAAAAAAIICkgQAAAABhLmpzCgAgAAAAAAABABgAQzAJcDJ83QEAAAAAAAAAAAAAAAAAAAAAUEsFBgAAAAABAAEAVgAAAFgAAAAAAA==',
  ),
};
const packedFiles = {
  bz2: base64('QlpoOTFBWSZTWby8hbcAAAVRgAAQQAArZ5EAIAAxAAAKMjTaaadFH2rReacKSwa1gu5IpwoSF5eQtuA='),
  xz: base64(
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAVaGVsbG8gZnJvbSBhbiBhcmNoaXZlCgAAACtMZ5KkIBHpAAEuFlYJVd8ftvN9AQAAAAAEWVo=',
  ),
  lz: base64('TFpJUAEMADQZSe6N6RLmFA6/uSDrGk+0TdqF9Z6Ddy+P//rAsACOAGDIFgAAAAAAAAA6AAAAAAAAAA=='),
};

describe('opens', () => {
  it.each([
    ['7z', () => sevenZip, whole(['a.txt', 'hello from an archive\n'], ['b.js', 'second\n'])],
    ['cpio', () => cpio, whole(['a.txt', 'hello from an archive\n'], ['b.js', 'second\n'])],
    ['RAR 5', () => rar5('a.js', 'x'), whole(['a.js', 'x'])],
    ['RAR 4', () => rar4('a.js', 'x'), whole(['a.js', 'x'])],
    ['CAB', () => cab('a.js', 'x'), whole(['a.js', 'x'])],
    ['LHA', () => lha('a.js', 'x'), whole(['a.js', 'x'])],
    ['RAR behind a program', () => Buffer.concat([portableExecutable(), rar5('a.js', 'x')]), whole(['a.js', 'x'])],
    ['CAB behind a program', () => Buffer.concat([portableExecutable(), cab('a.js', 'x')]), whole(['a.js', 'x'])],
  ])('%s', async (_, file, expected) => {
    expect(await open(file())).toEqual(expected);
  });
});

describe('unpacks', () => {
  it.each(Object.entries(packedZips))('a zip entry of method %s', async (_, file) => {
    expect(await open(file)).toEqual(whole(['a.js', 'hello from python\n'.repeat(3)]));
    const cut = Buffer.from(file);
    cut.fill(0, 60, 66);
    expect((await open(cut)).codes).not.toEqual([]);
    expect((await open(file, 'a', { bytesLeft: 20 })).limits).toEqual(['archive bytes']);
  });

  it.each(Object.entries(packedFiles))('a file in %s, and knows when it is cut', async (ending, file) => {
    const name = `a.txt.${ending}`;
    expect(await open(file, name)).toEqual(whole(['a.txt', 'hello from an archive\n']));
    for (let length = 12; length < file.length; length += 5) {
      expect((await open(file.subarray(0, length), name)).codes, `cut at ${length}`).toEqual(['ARCHIVE_DAMAGED']);
    }
    expect((await open(file, name, { bytesLeft: 20 })).limits).toEqual(['archive bytes']);
  });
});

describe('says what it could not open', () => {
  it.each([
    ['the files of a 7z with a password', () => sevenZipEncrypted, ['a.txt', 'b.js'], ['ARCHIVE_ENCRYPTED']],
    ['a 7z with an encrypted header', () => sevenZipHidden, [], ['ARCHIVE_ENCRYPTED']],
    ['a RAR 5 with encrypted headers', () => rar5('a', 'x', { encrypted: true }), [], ['ARCHIVE_ENCRYPTED']],
    ['a RAR 4 with encrypted headers', () => rar4('a', 'x', { main: 0x80 }), [], ['ARCHIVE_ENCRYPTED']],
    ['a RAR 4 file with a password', () => rar4('a.exe', 'x', { file: 4 }), ['a.exe'], ['ARCHIVE_ENCRYPTED']],
  ])('%s', async (_, file, names, codes) => {
    const found = await open(file());
    expect([found.entries.map((entry) => entry[0]), found.codes]).toEqual([names, codes]);
    expect(found.entries.every((entry) => entry[2] === 'encrypted')).toBe(true);
  });

  it.each([
    ['a volume of a RAR 5', () => rar5('a', 'x', { volume: true })],
    ['a volume of a RAR 4', () => rar4('a', 'x', { main: 1 })],
    ['one of several cabinets', () => cab('a', 'x', { flags: 2 })],
  ])('%s', async (_, file) => {
    expect((await open(file())).codes).toContain('ARCHIVE_SPLIT');
  });

  it.each([
    ['ARJ', Buffer.from('60ea2a001e0a0100100002', 'hex')],
    ['ACE', Buffer.from('\0\0\0\0\0\0\0**ACE**\x14', 'latin1')],
    ['a VHD', Buffer.from('conectix\0\0\0\x02', 'latin1')],
    ['a WIM', Buffer.from('MSWIM\0\0\0\xd0', 'latin1')],
  ])('%s, of a kind that is not supported', async (_, file) => {
    expect((await open(file)).codes).toEqual(['ARCHIVE_UNSUPPORTED']);
  });

  it('the second volume of which only the name is known', async () => {
    expect((await open(Buffer.from([0x91, 0, 0x13]), 'data.r02')).codes).toEqual(['ARCHIVE_SPLIT']);
  });
});

describe('limits', () => {
  it('of depth, entries, size and time hold for every format', async () => {
    expect((await open(sevenZip, 'a', { depth: 10 })).limits).toEqual(['archive depth']);
    expect((await open(sevenZip, 'a', { entriesLeft: 1 })).limits).toEqual(['archive entries']);
    expect((await open(sevenZip, 'a', { bytesLeft: 5 })).limits).toEqual(['archive bytes']);
    expect((await open(sevenZip, 'a', { deadline: -1 })).limits).toEqual(['archive time']);
  });
});

it('never takes a cut archive for a short one', async () => {
  const files = {
    sevenZip,
    cpio,
    rar5: rar5('a', 'hello'),
    rar4: rar4('a', 'hello'),
    cab: cab('a', 'hello'),
    lha: lha('a', 'hello'),
  };
  for (const [kind, file] of Object.entries(files)) {
    const complete = JSON.stringify((await open(file)).entries);
    for (let length = 7; length < file.length; length += 3) {
      const cut = file.subarray(0, length);
      if (!isExpandable(identify([], cut))) continue;
      const found = await open(cut);
      const nothingLost = JSON.stringify(found.entries) === complete;
      expect(found.codes.length > 0 || nothingLost, `${kind} cut at ${length}`).toBe(true);
    }
  }
});

it('survives what is changed in an archive', async () => {
  const files = fc.constantFrom(
    sevenZip,
    cpio,
    rar5('a', 'hello'),
    rar4('a', 'hello'),
    cab('a', 'hello'),
    lha('a', 'hello'),
  );
  const edits = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(files, edits, async (file, edits) => {
      const changed = Buffer.from(file);
      for (const [at, byte] of edits) changed[at % file.length] = byte;
      await open(changed);
    }),
    { numRuns: 60 },
  );
});

it('asks libmagic about what our own table does not know', () => {
  const program = identify(['a.exe'], portableExecutable());
  expect(new Set(program.map((type) => type.class))).toEqual(new Set(['executable']));
  // A FLIC animation: size, then AF11, 1 frame of 320 by 200.
  const flic = Buffer.alloc(128);
  flic.set([0x80, 0, 0, 0, 0x11, 0xaf, 1, 0, 0x40, 1, 0xc8, 0, 8, 0]);
  expect(identify([], flic)).toEqual([{ by: 'magic', type: 'video/x-fli', class: 'video' }]);
});
