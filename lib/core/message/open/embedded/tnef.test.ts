import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decompressRtf } from './rtf.ts';
import { isTnef, readTnef } from './tnef.ts';

const u16 = (value: number) => Buffer.from([value & 0xff, value >> 8]);
const u32 = (value: number) => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);

/** [MS-OXTNEF] section 2.1.3.1; the checksum is the sum of the data, and nobody checks it. */
const attribute = (level: number, id: number, data: Buffer) =>
  Buffer.concat([Buffer.from([level]), u16(id), u16(0), u32(data.length), data, u16(0)]);

const tnef = (...attributes: Buffer[]) => Buffer.concat([u32(0x223e9f78), u16(1), ...attributes]);

const padded = (data: Buffer) => Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
const property = (id: number, type: number, data: Buffer) =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(data.length), padded(data)]);
const properties = (...list: Buffer[]) => Buffer.concat([u32(list.length), ...list]);

const start = attribute(2, 0x9002, Buffer.alloc(14));
const title = (name: string) => attribute(2, 0x8010, Buffer.from(`${name}\0`));
const data = (text: string) => attribute(2, 0x800f, Buffer.from(text));
const unicode = (text: string) => Buffer.from(`${text}\0`, 'utf16le');

const read = (bytes: Buffer) => {
  const { contents, damaged } = readTnef(bytes);
  return { contents: contents.map((one) => ({ ...one, bytes: Buffer.from(one.bytes).toString('latin1') })), damaged };
};

describe('readTnef', () => {
  it('finds every attachment with its name', () => {
    const bytes = tnef(start, title('A.TXT'), data('one'), start, title('B.EXE'), data('two'));
    expect(isTnef(bytes)).toBe(true);
    expect(read(bytes)).toEqual({
      contents: [
        { names: ['A.TXT'], bytes: 'one' },
        { names: ['B.EXE'], bytes: 'two' },
      ],
      damaged: false,
    });
  });

  it('gives an attachment the names and the type of its properties', () => {
    const props = properties(
      property(0x3707, 0x001f, unicode('Ä long name.exe')),
      property(0x3704, 0x001e, Buffer.from('ALONGN~1.EXE\0')),
      property(0x370e, 0x001e, Buffer.from('application/octet-stream\0')),
    );
    expect(read(tnef(start, title('ALONGN~1.EXE'), data('x'), attribute(2, 0x9005, props))).contents).toEqual([
      { names: ['ALONGN~1.EXE', 'Ä long name.exe'], declaredType: 'application/octet-stream', bytes: 'x' },
    ]);
  });

  it('finds a message that is an object among the properties', () => {
    const inner = tnef(start, title('inner.txt'), data('deep'));
    const object = Buffer.concat([Buffer.alloc(16), inner]);
    const [found] = readTnef(tnef(start, attribute(2, 0x9005, properties(property(0x3701, 0x000d, object))))).contents;
    expect(found && isTnef(found.bytes)).toBe(true);
    expect(read(Buffer.from(found?.bytes ?? [])).contents).toEqual([{ names: ['inner.txt'], bytes: 'deep' }]);
  });

  it('reads past properties with names, several values and fixed sizes', () => {
    const guid = Buffer.alloc(16);
    const named = Buffer.concat([u16(0x0003), u16(0x8001), guid, u32(0), u32(7), u32(42)]);
    const byString = Buffer.concat([u16(0x000b), u16(0x8002), guid, u32(1), u32(4), unicode('x'), u32(1)]);
    const several = Buffer.concat([u16(0x1003), u16(0x1234), u32(2), u32(1), u32(2)]);
    const time = Buffer.concat([u16(0x0040), u16(0x3007), Buffer.alloc(8)]);
    const html = property(0x1013, 0x0102, Buffer.from('<p>Hi'));
    const bytes = tnef(attribute(1, 0x9003, properties(named, byString, several, time, html)));
    expect(read(bytes)).toEqual({
      contents: [{ names: [], declaredType: 'text/html', bytes: '<p>Hi' }],
      damaged: false,
    });
  });

  it('says that something is cut off, and keeps what there is', () => {
    const whole = tnef(start, title('A'), data('one two'));
    expect(read(whole.subarray(0, -4))).toEqual({ contents: [{ names: ['A'], bytes: 'one t' }], damaged: true });
  });

  it('keeps data that stands before any attachment was announced', () => {
    expect(read(tnef(data('x'), title('a.exe'))).contents).toEqual([{ names: ['a.exe'], bytes: 'x' }]);
  });

  it('never fails, whatever is cut off or changed', () => {
    const whole = tnef(
      start,
      title('A'),
      data('one'),
      attribute(
        2,
        0x9005,
        properties(property(0x3707, 0x001f, unicode('long')), property(0x3701, 0x0102, Buffer.from('z'))),
      ),
    );
    for (let end = 7; end < whole.length; end++) expect(readTnef(whole.subarray(0, end))).toBeDefined();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        expect(readTnef(changed)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});

describe('decompressRtf', () => {
  // [MS-OXRTFCP] sections 3.1 and 3.2.
  it.each([
    [
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
      '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n',
    ],
    ['1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0', '{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}'],
    ['0d000000050000004d454c410000000068656c6c6f', 'hello'],
  ])('reads the example %s', (hex, text) => {
    expect(Buffer.from(decompressRtf(Buffer.from(hex, 'hex')) ?? []).toString('latin1')).toBe(text);
  });

  it('says so when it is something else', () => {
    expect(decompressRtf(Buffer.from('{\\rtf1 plain, and long enough}'))).toBeUndefined();
    expect(decompressRtf(Buffer.alloc(3))).toBeUndefined();
  });

  it('never fails', () => {
    const head = Buffer.from('00000000000000004c5a467500000000', 'hex');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        expect(decompressRtf(Buffer.concat([head, body]))).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });
});
