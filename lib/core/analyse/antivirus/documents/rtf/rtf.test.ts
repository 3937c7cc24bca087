import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compound } from '../../../../message/open/archives/compound/test-support.ts';
import { portableExecutable, uint32 } from '../../../../message/open/archives/test-support.ts';
import { codesOf, examine, vbaProject } from '../test-support.ts';
import { readRtf } from './reader.ts';

/** An object of OLE 1 ([MS-OLEDS] section 2.2.5). */
const ole1 = (className: string, native: Buffer): Buffer => {
  const name = Buffer.from(`${className}\0`);
  const head = [uint32(0x501), uint32(2), uint32(name.length), name, uint32(0), uint32(0), uint32(native.length)];
  return Buffer.concat([...head, native]);
};
const hexLines = (data: Buffer): string => data.toString('hex').replace(/.{78}/g, '$&\r\n');
const rtf = (data: Buffer, words = '\\objemb'): string =>
  `{\\rtf1\\ansi Hello {\\object${words}{\\*\\objclass X}{\\*\\objdata ${hexLines(data)}}{\\result ok}}}`;

const mtef = (font: string): Buffer => {
  const header = Buffer.alloc(28);
  header.writeUInt16LE(28);
  return Buffer.concat([
    header,
    Buffer.from([3, 1, 1, 3, 10, 10, 1, 8, 0x5a, 0x5a]),
    Buffer.from(font),
    Buffer.alloc(64),
  ]);
};

it('has nothing to say of text and pictures', async () => {
  expect(
    await codesOf('{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\pict\\pngblip 89504e470d0a}\\u8364? plain \\par}'),
  ).toEqual([]);
});

describe('formulas', () => {
  const long = 'A'.repeat(48);

  it('are noted', async () => {
    expect(await codesOf(rtf(ole1('Equation.3', mtef('Symbol\0'))))).toEqual(['DOCUMENT_EQUATION_OBJECT']);
  });

  it('that overflow the editor are a virus', async () => {
    const findings = await examine({ content: rtf(ole1('Equation.3', mtef(long))) });
    expect(findings).toMatchObject([{ code: 'DOCUMENT_EXPLOIT_EQUATION', verdict: 'infected' }]);
  });

  it('in a compound file too', async () => {
    const file = compound({ 'Equation Native': mtef(long) });
    expect(await codesOf(rtf(ole1('Equation.3', file)))).toContain('DOCUMENT_EXPLOIT_EQUATION');
  });

  it.each([
    ['a class in other letters', rtf(ole1('eQuAtIoN.3', mtef('Symbol\0')))],
    [
      'words between the digits',
      rtf(ole1('Equation.3', mtef('Symbol\0'))).replace(/objdata (.{20})/, 'objdata $1\\par15{\\x}'),
    ],
    [
      'symbols between the digits',
      rtf(ole1('Equation.3', mtef('Symbol\0'))).replace(/objdata (.{20})/, "objdata $1\\'aa"),
    ],
  ])('with %s are a virus', async (_what, text) => {
    expect(await codesOf(text)).toContain('DOCUMENT_EXPLOIT_EQUATION');
  });
});

describe('links', () => {
  const moniker = Buffer.concat([
    Buffer.alloc(40),
    Buffer.from('e0c9ea79f9bace118c8200aa004ba90b', 'hex'),
    uint32(60),
    Buffer.from('http://example.test/a.hta\0', 'utf16le'),
  ]);

  it('to the web are suspicious, and a virus when they update themselves', async () => {
    const link = ole1('OLE2Link', moniker);
    expect(await codesOf(rtf(link, '\\objautlink'))).toEqual(['DOCUMENT_REMOTE_OBJECT']);
    const findings = await examine({ content: rtf(link, '\\objautlink\\objupdate') });
    expect(findings).toMatchObject([{ code: 'DOCUMENT_EXPLOIT_LINK', evidence: 'http://example.test/a.hta' }]);
  });

  it('to a template on the web, written letter by letter too', async () => {
    expect(await codesOf('{\\rtf1{\\*\\template http://example.test/a.dotm}}')).toEqual(['DOCUMENT_REMOTE_TEMPLATE']);
    const letters = 'http://x.test/a'.replace(/./g, (letter) => `\\u${letter.charCodeAt(0)} `);
    expect(await codesOf(`{\\rtf1{\\*\\template ${letters}}}`)).toEqual(['DOCUMENT_REMOTE_TEMPLATE']);
    expect(await codesOf('{\\rtf1{\\*\\template C:\\\\Normal.dotm}}')).toEqual([]);
  });
});

it('sees programs and macros in objects', async () => {
  const packaged = Buffer.concat([Buffer.from([2, 0]), Buffer.from('a.dat\0C:\\a.dat\0'), portableExecutable()]);
  expect(await codesOf(rtf(ole1('Package', packaged)))).toEqual(['DOCUMENT_EMBEDDED_PROGRAM']);
  const macros = compound(vbaProject([{ name: 'M', source: 'Sub AutoOpen()\r\n Shell "x"\r\nEnd Sub' }]));
  expect(await codesOf(rtf(ole1('Word.Document.8', macros)))).toContain('DOCUMENT_MACRO_AUTOEXEC');
});

it('sees fields that run a command', async () => {
  expect(
    await codesOf('{\\rtf1{\\field{\\*\\fldinst {DDEAUTO c:\\\\\\\\windows\\\\\\\\cmd.exe "/c calc"}}{\\fldrslt x}}}'),
  ).toEqual(['DOCUMENT_DDE']);
});

describe('the reader', () => {
  it('takes binary data as it is', () => {
    const { objects } = readRtf(Buffer.from('{\\rtf1{\\object{\\*\\objdata 0102\\bin3 {}\\}}}', 'latin1'));
    expect(objects[0]?.data.toString('hex')).toBe('01027b7d5c');
  });

  it('skips what is in other destinations', () => {
    const { objects } = readRtf(Buffer.from('{\\rtf1{\\object{\\*\\objdata 01{\\*\\oops 99}02}}}'));
    expect(objects[0]?.data.toString('hex')).toBe('0102');
  });

  it('survives anything', () => {
    const words = [
      '{',
      '}',
      '\\object',
      '\\objdata ',
      '\\*',
      '\\bin9 ',
      '\\u-1',
      "\\'",
      '\\',
      '01',
      ' ',
      'z',
      '\\template ',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (tokens) => {
        readRtf(Buffer.from(`{\\rtf${tokens.join('')}`, 'latin1'));
      }),
      { numRuns: 300 },
    );
  });

  it('ends at field codes without end', () => {
    expect(() => readRtf(Buffer.from(`{\\rtf1{\\*\\fldinst ${'x'.repeat(5_000_000)}`))).toThrow('fields');
  });

  it('takes a hundred thousand open groups', () => {
    expect(readRtf(Buffer.from(`{\\rtf1${'{'.repeat(100_000)}`)).objects).toEqual([]);
  });
});
