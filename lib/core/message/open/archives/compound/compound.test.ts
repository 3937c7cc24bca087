import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readCompound, type Compound } from './compound.ts';
import type { CompoundEntry } from './directory.ts';
import { compound } from './test-support.ts';

const big = Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7) % 251));
const file = compound({ 'A/B/small': 'hello', 'A/big': big });
/** Section 2.2: the first sector of the FAT, of the directory and of the mini FAT. */
const sectorAt = (headerField: number): number => (file.readUInt32LE(headerField) + 1) * 512;
const fat = sectorAt(76);

function opened(bytes: Uint8Array): Compound {
  const read = readCompound(bytes);
  if (!read) throw new Error('no compound file');
  return read;
}

function named(of: Compound, name: string): CompoundEntry {
  const entry = of.entries.find((each) => each.name === name);
  if (!entry) throw new Error(`no ${name}`);
  return entry;
}

/** With some numbers of 32 bits written over. */
function changed(...edits: [at: number, value: number][]): Buffer {
  const copy = Buffer.from(file);
  for (const [at, value] of edits) copy.writeUInt32LE(value, at);
  return copy;
}

/** Where the directory entry of this name stands. */
const slotOf = (name: string): number => file.indexOf(Buffer.from(`${name}\0`, 'utf16le'));

const readAll = (of: Compound): Buffer[] => of.entries.map((entry) => of.read(entry));

describe('streams', () => {
  const whole = opened(file);

  it('are read whole or their beginning, small ones and large ones', () => {
    expect(whole.read(named(whole, 'small')).toString()).toBe('hello');
    expect(whole.read(named(whole, 'small'), 2).toString()).toBe('he');
    expect(whole.read(named(whole, 'big')).equals(big)).toBe(true);
    expect(whole.read(named(whole, 'big'), 600).equals(big.subarray(0, 600))).toBe(true);
    expect([whole.damaged, whole.exhausted]).toEqual([false, false]);
  });

  it('in one piece are not copied', () => {
    expect(whole.read(named(whole, 'big')).buffer).toBe(file.buffer);
  });

  it('in many pieces are joined in the order of their chain', () => {
    // The third sector of `big` and its fifth change places, in the file and in the table.
    const start = file.readUInt32LE(slotOf('big') + 116);
    const [third, fifth] = [start + 2, start + 4];
    const copy = changed(
      [fat + (third - 1) * 4, fifth],
      [fat + fifth * 4, third + 1],
      [fat + (fifth - 1) * 4, third],
      [fat + third * 4, fifth + 1],
    );
    file.copy(copy, (third + 1) * 512, (fifth + 1) * 512, (fifth + 2) * 512);
    file.copy(copy, (fifth + 1) * 512, (third + 1) * 512, (third + 2) * 512);
    const scattered = opened(copy);
    expect(scattered.read(named(scattered, 'big')).equals(big)).toBe(true);
    expect(scattered.damaged).toBe(false);
  });

  it('come from sectors of 4096 bytes too', () => {
    const v4 = opened(version4(big));
    expect(v4.read(named(v4, 'big')).equals(big)).toBe(true);
    expect(v4.damaged).toBe(false);
  });
});

/** Version 4 (section 2.2), by hand: header, FAT, directory, then the stream. */
function version4(content: Buffer): Buffer {
  const sectors = Math.ceil(content.length / 4096);
  const bytes = Buffer.alloc((3 + sectors) * 4096);
  file.copy(bytes, 0, 0, 512);
  const header = { major: 26, shift: 30, directory: 48, mini: 60, difat: 68, fat: 76 };
  bytes.writeUInt16LE(4, header.major);
  bytes.writeUInt16LE(12, header.shift);
  bytes.fill(0xff, header.fat, 512);
  for (const [at, value] of [
    [header.directory, 1],
    [header.mini, 0xfffffffe],
    [header.difat, 0xfffffffe],
    [header.fat, 0],
  ] as const) {
    bytes.writeUInt32LE(value, at);
  }
  bytes.fill(0xff, 4096, 8192);
  const chain = [0xfffffffd, 0xfffffffe, ...Array.from({ length: sectors - 1 }, (_, i) => i + 3), 0xfffffffe];
  for (const [i, next] of chain.entries()) bytes.writeUInt32LE(next, 4096 + i * 4);
  slot('Root Entry', 5, 1, 0, 0).copy(bytes, 8192);
  slot('big', 2, 0xffffffff, 2, content.length).copy(bytes, 8192 + 128);
  content.copy(bytes, 3 * 4096);
  return bytes;
}

function slot(name: string, kind: number, child: number, start: number, size: number): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.write(name, 'utf16le');
  bytes.writeUInt16LE(name.length * 2 + 2, 64);
  bytes.writeUInt8(kind, 66);
  bytes.fill(0xff, 68, 76);
  bytes.writeUInt32LE(child, 76);
  bytes.writeUInt32LE(start, 116);
  bytes.writeUInt32LE(size, 120);
  return bytes;
}

describe('the tree', () => {
  it('leads from each entry to its storage, and back', () => {
    const small = named(opened(file), 'small');
    expect([small.parent?.name, small.parent?.parent?.name, small.parent?.parent?.parent?.kind]).toEqual([
      'B',
      'A',
      'root',
    ]);
    expect(small.parent?.children).toEqual([small]);
  });

  it('keeps what it does not reach', () => {
    const orphaned = opened(changed([slotOf('B') + 76, 0xffffffff]));
    expect(named(orphaned, 'small').parent).toBeUndefined();
    expect(orphaned.read(named(orphaned, 'small')).toString()).toBe('hello');
  });

  it('that turns in a circle ends, each entry once', () => {
    const a = (slotOf('A') - sectorAt(48)) / 128;
    const circle = opened(changed([slotOf('B') + 76, a], [slotOf('A') + 72, a]));
    expect(circle.root?.children.filter(({ name }) => name === 'A')).toHaveLength(1);
    expect(named(circle, 'B').children).toEqual([]);
  });

  it('gives the class of an object as it lies in the file', () => {
    const object = opened(compound({ 'O/x': '1' }, { O: '02ce020000000000c000000000000046' }));
    expect(named(object, 'O').clsid.toString('hex')).toBe('02ce020000000000c000000000000046');
  });
});

describe('a damaged file says so', () => {
  it.each<[string, Buffer]>([
    ['a table behind its end', changed([76, 9999])],
    ['a chain of tables behind its end', changed([68, 9999])],
    ['a directory behind its end', changed([48, 9999])],
    ['a directory in a circle', changed([fat + file.readUInt32LE(48) * 4, file.readUInt32LE(48)])],
    ['no root at the beginning', changed([slotOf('Root Entry') + 64, 0x01010016])],
  ])('with %s', (_, bytes) => {
    expect(opened(bytes).damaged).toBe(true);
  });

  it.each<[string, Buffer]>([
    ['a chain in a circle', changed([fat + (file.readUInt32LE(slotOf('big') + 116) + 1) * 4, 3])],
    ['a chain that leads behind the table', changed([fat + file.readUInt32LE(slotOf('big') + 116) * 4, 0xfffff])],
    ['a chain that ends too early', changed([fat + file.readUInt32LE(slotOf('big') + 116) * 4, 0xfffffffe])],
    ['a stream longer than the file', changed([slotOf('big') + 120, 0xffffffff])],
    ['a small stream behind the root’s', changed([slotOf('small') + 116, 9999])],
    ['a table of small sectors that is none', changed([60, 0xfffffffe], [slotOf('small') + 120, 100])],
    ['a root without its stream', changed([slotOf('Root Entry') + 120, 0])],
  ])('once it is read, with %s', (_, bytes) => {
    const broken = opened(bytes);
    expect(broken.damaged).toBe(false);
    readAll(broken);
    expect(broken.damaged).toBe(true);
  });

  it('cut anywhere', () => {
    for (let length = 512; length < file.length; length += 97) {
      const cut = opened(file.subarray(0, length));
      readAll(cut);
      const lost = cut.damaged || named(cut, 'big').size === big.length;
      expect(lost, `cut at ${length}`).toBe(true);
    }
  });

  it('and one without a header is none', () => {
    expect(readCompound(file.subarray(0, 511))).toBeUndefined();
    expect(readCompound(changed([28, 0x0007fffe]))).toBeUndefined();
  });

  it('hands out what stands before the break, and nothing from behind it', () => {
    const start = file.readUInt32LE(slotOf('big') + 116);
    const broken = opened(changed([fat + (start + 1) * 4, 9999]));
    expect(broken.read(named(broken, 'big')).equals(big.subarray(0, 1024))).toBe(true);
  });
});

describe('hostile files', () => {
  it('whose names share one long stream are read for so long and no longer', () => {
    const megabyte = 1024 * 1024;
    const shared = opened(compound({ big: Buffer.alloc(megabyte) }));
    const lengths = Array.from({ length: 200 }, () => shared.read(named(shared, 'big')).length);
    expect(lengths.filter((length) => length === megabyte)).toHaveLength(128);
    expect(lengths.at(-1)).toBe(0);
    expect([shared.exhausted, shared.damaged]).toEqual([true, false]);
  });

  it('whose sectors all follow one another in a circle end', () => {
    const circle = Buffer.from(file);
    for (let at = fat; at < fat + 512; at += 4) circle.writeUInt32LE(1, at);
    expect(readAll(opened(circle)).every((bytes) => bytes.length <= file.length)).toBe(true);
  });

  it('with any numbers written over neither throw nor give more than they hold', () => {
    const edit = fc.tuple(fc.nat(file.length / 4 - 1), fc.oneof(fc.nat(50), fc.nat(0xffffffff)));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 20 }), (edits) => {
        const read = readCompound(changed(...edits.map(([at, value]): [number, number] => [at * 4, value])));
        if (!read) return;
        for (const entry of read.entries) {
          const bytes = read.read(entry);
          expect(bytes.length).toBeLessThanOrEqual(Math.min(entry.size, file.length));
          if (bytes.length < entry.size) expect(read.damaged || read.exhausted).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of any bytes behind a header neither throw nor hang', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => {
        const read = readCompound(Buffer.concat([file.subarray(0, 512), bytes]));
        if (read) readAll(read);
      }),
      { numRuns: 100 },
    );
  });
});
