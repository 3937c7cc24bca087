import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { openIso } from './iso.ts';
import { gathered } from './test-support.ts';

const sector = 2048;

interface Item {
  name: string;
  /** In sectors. */
  at: number;
  size: number;
  folder?: boolean;
  rockRidge?: string;
}

/** ECMA-119 section 9.1. */
function record(item: Item, joliet: boolean): Buffer {
  const name = joliet ? Buffer.from(item.name, 'utf16le').swap16() : Buffer.from(item.name, 'latin1');
  const long = Buffer.from(item.rockRidge ?? '');
  const extra =
    long.length === 0 ? long : Buffer.concat([Buffer.from('NM'), Buffer.from([5 + long.length, 1, 0]), long]);
  const nameLength = name.length + ((name.length + 1) % 2);
  const bytes = Buffer.alloc(33 + nameLength + extra.length + (extra.length % 2));
  bytes.writeUInt8(bytes.length, 0);
  bytes.writeUInt32LE(item.at, 2);
  bytes.writeUInt32LE(item.size, 10);
  bytes.writeUInt8(item.folder ? 2 : 0, 25);
  bytes.writeUInt8(name.length, 32);
  name.copy(bytes, 33);
  extra.copy(bytes, 33 + nameLength);
  return bytes;
}

function descriptor(type: number, root: number, escape = ''): Buffer {
  const bytes = Buffer.alloc(sector);
  bytes.write(`${String.fromCharCode(type)}CD001\x01`, 0, 'latin1');
  bytes.write(escape, 88, 'latin1');
  bytes.writeUInt16LE(sector, 128);
  record({ name: '\0', at: root, size: sector, folder: true }, false).copy(bytes, 156);
  return bytes;
}

function folder(items: Item[], at: number, joliet = false): Buffer {
  const dots = ['\0', '\x01'].map((name) => record({ name, at, size: sector, folder: true }, false));
  return padded(Buffer.concat([...dots, ...items.map((item) => record(item, joliet))]));
}

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((sector - (bytes.length % sector)) % sector)]);

/** Sectors: 16 primary, 17 Joliet, 18 end, 19 its folder, 20 Joliet's, 21 a folder within, 22 and 23 two files. */
function image(primary: Item[], joliet: Item[] = [], within: Item[] = [], extra = descriptor(255, 0)): Buffer {
  return Buffer.concat([
    Buffer.alloc(16 * sector),
    descriptor(1, 19),
    descriptor(2, 20, '%/E'),
    extra,
    folder(primary, 19),
    folder(joliet, 20, true),
    folder(within, 21),
    padded(Buffer.from('first')),
    padded(Buffer.from('second')),
  ]);
}

const open = (file: Buffer, changes = {}) => gathered((into) => openIso(file, into), changes);

const first: Item = { name: 'FIRST.JS;1', at: 22, size: 5 };

describe('an image', () => {
  it('gives each file once, with its names in all trees', () => {
    const file = image([{ ...first, rockRidge: 'первый.js' }], [{ name: 'Первый.js', at: 22, size: 5 }]);
    expect(open(file)).toEqual({ entries: [[['первый.js', 'FIRST.JS', 'Первый.js'], 'first', 'opened']], codes: [] });
  });

  it('gives what is in folders, and what one tree alone has', () => {
    const sub: Item = { name: 'SUB', at: 21, size: sector, folder: true };
    const file = image([first, sub], [], [{ name: 'SECOND.;1', at: 23, size: 6 }]);
    expect(open(file).entries).toEqual([
      [['FIRST.JS'], 'first', 'opened'],
      [['SUB/SECOND'], 'second', 'opened'],
    ]);
  });

  it('with UDF beside it has something that we cannot read', () => {
    const udf = Buffer.alloc(sector);
    udf.write('\0NSR03\x01', 'latin1');
    expect(open(image([first], [], [], udf)).codes).toEqual(['ARCHIVE_UNSUPPORTED']);
  });

  it('without files is empty, and says so', () => {
    expect(open(image([])).codes).toEqual(['ARCHIVE_EMPTY']);
  });
});

describe('hostile images', () => {
  const loop: Item = { name: 'LOOP', at: 19, size: sector, folder: true };
  const file = image([first, loop], [{ name: 'zwei', at: 23, size: 6 }]);

  it('whose folders hold themselves come to an end', () => {
    expect(open(file).entries).toHaveLength(2);
  });

  it('whose files lie behind the end are cut', () => {
    expect(open(image([{ ...first, at: 9999 }]))).toEqual({
      entries: [[['FIRST.JS'], '', 'truncated']],
      codes: ['ARCHIVE_DAMAGED'],
    });
  });

  it('cut anywhere say so', () => {
    for (let length = 16 * sector; length < 23 * sector; length += 500)
      expect(open(file.subarray(0, length)).codes).not.toEqual([]);
  });

  it('keep to their budget', () => {
    expect(open(file, { bytesLeft: 7 }).codes).toEqual(['ARCHIVE_TOO_LARGE']);
    expect(open(file, { entriesLeft: 1 }).codes).toEqual(['ARCHIVE_TOO_MANY_ENTRIES']);
  });

  it('never make it throw', () => {
    const edit = fc.tuple(fc.integer({ min: 16 * sector, max: file.length - 1 }), fc.nat(255));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 10 }), (edits) => {
        const changed = Buffer.from(file);
        for (const [at, byte] of edits) changed[at] = byte;
        open(changed);
      }),
      { numRuns: 200 },
    );
  });
});
