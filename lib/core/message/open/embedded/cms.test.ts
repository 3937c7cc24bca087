import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readCms } from './cms.ts';

/** DER, X.690 section 8.1.3.4 and 8.1.3.5. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** BER with an indefinite length, section 8.1.3.6. */
const ber = (tag: number, ...parts: Buffer[]) =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const data = oid('2a864886f70d010701');
const signedData = oid('2a864886f70d010702');
const envelopedData = oid('2a864886f70d010703');
const authEnvelopedData = oid('2a864886f70d0109100117');
const version = der(0x02, Buffer.from([1]));
const digests = der(0x31, der(0x30, oid('608648016503040201')));
const octets = (text: string) => der(0x04, Buffer.from(text));

const signed = (content: Buffer[]) =>
  der(0x30, signedData, der(0xa0, der(0x30, version, digests, der(0x30, data, ...content), der(0x31))));

const read = (bytes: Buffer) => {
  const cms = readCms(bytes);
  return cms.kind === 'signed' ? Buffer.from(cms.content).toString() : cms.kind;
};

describe('readCms', () => {
  it('finds the content of a signed message', () => {
    expect(read(signed([der(0xa0, octets('Subject: x\r\n\r\nHello'))]))).toBe('Subject: x\r\n\r\nHello');
    expect(read(signed([der(0xa0, octets('x'.repeat(500)))]))).toBe('x'.repeat(500));
  });

  it('finds it in pieces and under indefinite lengths', () => {
    const content = ber(0xa0, ber(0x24, octets('Hello '), octets('world')));
    const bytes = ber(0x30, signedData, ber(0xa0, ber(0x30, version, digests, ber(0x30, data, content), der(0x31))));
    expect(read(bytes)).toBe('Hello world');
  });

  it('knows a signature alone, and what is encrypted', () => {
    expect(read(signed([]))).toBe('detached');
    expect(read(der(0x30, envelopedData, der(0xa0, der(0x30))))).toBe('encrypted');
    expect(read(der(0x30, authEnvelopedData, der(0xa0, der(0x30))))).toBe('encrypted');
  });

  it('says so when it is something else', () => {
    expect(read(Buffer.from('Hello'))).toBe('unknown');
    expect(read(Buffer.alloc(0))).toBe('unknown');
    expect(read(der(0x30, oid('2a864886f70d010705')))).toBe('unknown');
  });

  it('never fails, whatever is cut off or changed', () => {
    const whole = signed([der(0xa0, octets('Hello'))]);
    for (let end = 0; end < whole.length; end++) expect(readCms(whole.subarray(0, end))).toBeDefined();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        expect(readCms(changed)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});
