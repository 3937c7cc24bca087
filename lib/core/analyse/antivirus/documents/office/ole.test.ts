import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compound } from '../../../../message/open/archives/compound/test-support.ts';
import { portableExecutable, uint32 } from '../../../../message/open/archives/test-support.ts';
import { codesOf, examine, vbaProject } from '../test-support.ts';

describe('a compound file', () => {
  const file = compound({ 'A/B/small': 'hello', WordDocument: Buffer.alloc(20_000, 'x') });

  it('that is cut anywhere is unscannable', async () => {
    for (let length = 8; length < file.length - 512; length += 97) {
      expect(await codesOf(file.subarray(0, length)), `cut at ${length}`).toEqual(['DOCUMENT_UNREADABLE']);
    }
  });

  it('says what its streams say as far as they go, and that they are cut', async () => {
    const macros = compound({
      ...vbaProject([{ name: 'M', source: 'Sub AutoOpen()\r\nEnd Sub' }]),
      'Macros/VBA/Z': Buffer.alloc(9000),
    });
    const cut = Buffer.from(macros);
    const at = cut.indexOf(Buffer.from('Z\0\0\0', 'latin1'));
    cut.writeUInt32LE(90_000, at + 120);
    expect(await codesOf(cut)).toEqual(['DOCUMENT_MACRO', 'DOCUMENT_UNREADABLE']);
  });

  it('with any bytes changed neither hangs nor breaks anything', async () => {
    const macros = compound(vbaProject([{ name: 'M', source: 'Sub AutoOpen()\r\nEnd Sub' }]));
    const changes = fc.array(fc.tuple(fc.nat(macros.length - 9), fc.nat(255)), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(changes, async (pairs) => {
        const copy = Buffer.from(macros);
        for (const [at, byte] of pairs) copy[at + 8] = byte;
        await codesOf(copy);
      }),
      { numRuns: 100 },
    );
  });

  it('whose many names share one long stream is too complex', async () => {
    const names = Array.from({ length: 200 }, (_, i) => `s${i}`);
    const shared = compound({ ...Object.fromEntries(names.map((name) => [name, ''])), big: Buffer.alloc(1024 * 1024) });
    const from = shared.indexOf(Buffer.from('big\0', 'utf16le'));
    for (const name of names) {
      const at = shared.indexOf(Buffer.from(`${name}\0`, 'utf16le'));
      shared.copy(shared, at + 116, from + 116, from + 124);
    }
    expect(await codesOf(shared)).toEqual(['DOCUMENT_TOO_COMPLEX']);
  });

  it('that is none although it begins as one is unscannable', async () => {
    const findings = await examine({ content: Buffer.concat([file.subarray(0, 8), Buffer.alloc(20)]) });
    expect(findings).toMatchObject([{ code: 'DOCUMENT_UNREADABLE', verdict: 'unscannable', part: 1 }]);
  });

  it('without a root is unscannable', async () => {
    const rootless = Buffer.from(file);
    rootless.writeUInt8(1, rootless.indexOf(Buffer.from('Root Entry', 'utf16le')) + 66);
    expect(await examine({ content: rootless })).toMatchObject([
      { code: 'DOCUMENT_UNREADABLE', evidence: 'ole: no root storage' },
    ]);
  });
});

describe('a password', () => {
  it.each([
    ['of the new format', compound({ EncryptionInfo: 'x', EncryptedPackage: 'y' })],
    [
      'of Word',
      compound({
        WordDocument: Buffer.concat([Buffer.from('eca5c1000000000000000001', 'hex'), Buffer.alloc(40)]),
      }),
    ],
    [
      'of Excel',
      compound({ Workbook: Buffer.concat([Buffer.from('0908020000062f0002000000', 'hex'), Buffer.alloc(60)]) }),
    ],
    ['of PowerPoint', compound({ EncryptedSummary: 'x' })],
  ])('%s', async (_of, content) => {
    expect(await examine({ content })).toMatchObject([{ code: 'DOCUMENT_ENCRYPTED', verdict: 'encrypted' }]);
  });
});

const biff = (type: number, data: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
};
const sheet = (name: string, state: number, type: number): Buffer =>
  biff(0x85, Buffer.concat([uint32(0), Buffer.from([state, type, name.length, 0]), Buffer.from(name)]));
const autoOpen = biff(0x18, Buffer.from([0x20, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));

describe('Excel 4 macros', () => {
  const workbook = (...records: Buffer[]): Buffer => compound({ Workbook: Buffer.concat(records) });

  it('are noted, and suspicious when hidden or started by themselves', async () => {
    expect(await codesOf(workbook(sheet('Sheet1', 0, 0)))).toEqual([]);
    expect(await codesOf(workbook(sheet('Macro1', 0, 1)))).toEqual(['DOCUMENT_XLM_MACRO']);
    expect(await codesOf(workbook(sheet('Macro1', 2, 1)))).toEqual(['DOCUMENT_XLM_MACRO', 'DOCUMENT_XLM_AUTOEXEC']);
    expect(await codesOf(workbook(sheet('Macro1', 0, 1), autoOpen))).toEqual([
      'DOCUMENT_XLM_MACRO',
      'DOCUMENT_XLM_AUTOEXEC',
    ]);
  });
});

describe('objects', () => {
  const packaged = (name: string, content: Buffer): Buffer =>
    Buffer.concat([
      uint32(0),
      Buffer.from([2, 0]),
      Buffer.from(`${name}\0C:\\${name}\0`, 'latin1'),
      uint32(0x30000),
      content,
    ]);

  it.each([
    ['a script by name', packaged('invoice.js', Buffer.from('x'))],
    ['a program by content', packaged('invoice.dat', portableExecutable())],
    [
      'a script by the name that it is unpacked to',
      packaged('invoice.pdf', Buffer.concat([uint32(9), Buffer.from('C:\\a.vbs\0'), uint32(1), Buffer.from('x')])),
    ],
  ])('that are %s', async (_what, content) => {
    expect(await codesOf(compound({ 'ObjectPool/_1/\u0001Ole10Native': content }))).toEqual([
      'DOCUMENT_EMBEDDED_PROGRAM',
    ]);
  });

  it('that are documents', async () => {
    expect(await codesOf(compound({ '\u0001Ole10Native': packaged('MZ.pdf', Buffer.from('%PDF-1.4 MZ')) }))).toEqual(
      [],
    );
  });

  it('that are formulas, honest and not', async () => {
    const header = Buffer.alloc(28);
    header.writeUInt16LE(28);
    const mtef = (font: string): Buffer =>
      Buffer.concat([header, Buffer.from([3, 1, 1, 3, 10, 10, 1, 8, 0x5a, 0x5a]), Buffer.from(font), Buffer.alloc(64)]);
    expect(await codesOf(compound({ 'Equation Native': mtef('Times New Roman\0') }))).toEqual([
      'DOCUMENT_EQUATION_OBJECT',
    ]);
    expect(await codesOf(compound({ 'Equation Native': mtef('A'.repeat(48)) }))).toEqual(['DOCUMENT_EXPLOIT_EQUATION']);
  });
});

describe('an object of the class of the equation editor', () => {
  const equationClass = { 'ObjectPool/_1': '02ce020000000000c000000000000046' };

  it('is noted', async () => {
    expect(await codesOf(compound({ 'ObjectPool/_1/CONTENTS': 'x' }, equationClass))).toEqual([
      'DOCUMENT_EQUATION_OBJECT',
    ]);
  });

  it('calls the editor by hand where its stream is another', async () => {
    expect(await codesOf(compound({ 'ObjectPool/_1/\u0001Ole10Native': 'x' }, equationClass))).toEqual([
      'DOCUMENT_EXPLOIT_EQUATION',
    ]);
  });
});

describe('fields', () => {
  const word = (code: string, encoding: BufferEncoding): Buffer =>
    compound({
      WordDocument: Buffer.concat([Buffer.alloc(64), Buffer.from(`text\u0013${code}\u0014x\u0015`, encoding)]),
    });

  it.each(['latin1', 'utf16le'] as const)('that run a command, in %s', async (encoding) => {
    expect(await codesOf(word(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" ', encoding))).toEqual([
      'DOCUMENT_DDE',
    ]);
    expect(await codesOf(word(' DDE Excel "C:\\\\a.xlsx" Sheet1 ', encoding))).toEqual(['DOCUMENT_DDE_LINK']);
    expect(await codesOf(word(' HYPERLINK "http://example.test/DDE" ', encoding))).toEqual([]);
  });
});
