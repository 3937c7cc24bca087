import { Buffer } from 'node:buffer';
import { deflateSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { codesOf, examine } from '../test-support.ts';
import { decrypt, emptyPasswordKey } from './encryption.ts';
import { type EncryptedSample, locked, open } from './test-samples.ts';

const pdf = (...objects: string[]): string =>
  `%PDF-1.7\n${objects.map((text, at) => `${at + 1} 0 obj\n${text}\nendobj\n`).join('')}trailer << /Root 1 0 R >>\n%%EOF\n`;
const stream = (dictionary: string, content: Buffer | string): string => {
  const data = Buffer.from(content);
  return `<< ${dictionary} /Length ${data.length} >>\nstream\n${data.toString('latin1')}\nendstream`;
};
const deflated = (dictionary: string, content: string): string =>
  stream(`${dictionary} /Filter /FlateDecode`, deflateSync(content));
const codes = (...objects: string[]): Promise<string[]> => codesOf(Buffer.from(pdf(...objects), 'latin1'));

it('has nothing to say of a plain document', async () => {
  expect(await codes('<< /Type /Catalog /Pages 2 0 R >>', deflated('', 'BT (/JS /Launch) Tj ET'))).toEqual([]);
});

describe('JavaScript', () => {
  it.each([
    ['calculates', '<< /S /JavaScript /JS (AFNumber_Format\\(2, 0\\);) >>', ['PDF_JAVASCRIPT']],
    ['by itself', '<< /OpenAction << /S /JavaScript /JS (this.print\\(\\);) >> >>', ['PDF_JAVASCRIPT_AUTO']],
    [
      'puts code together',
      '<< /JS (eval\\(String.fromCharCode\\(97\\)\\)) >>',
      ['PDF_JAVASCRIPT', 'PDF_JAVASCRIPT_SUSPICIOUS'],
    ],
    [
      'opens what is embedded',
      '<< /AA 2 0 R /JS <746869732e6578706f7274446174614f626a656374287b6e4c61756e63683a327d29> >>',
      ['PDF_JAVASCRIPT_AUTO', 'PDF_JAVASCRIPT_SUSPICIOUS'],
    ],
  ])('that %s', async (_what, object, found) => {
    expect(await codes(object)).toEqual(found);
  });

  it('is read where it stands apart: in a stream, in a string, in UTF-16', async () => {
    const script = 'eval(unescape("%61"))';
    const wide = `\u00fe\u00ff${script.replace(/./g, '\u0000$&')}`;
    const apart = [
      deflated('', script),
      `(${script.replace(/[()]/g, '\\$&')})`,
      stream('', Buffer.from(wide, 'latin1')),
    ];
    for (const object of apart) {
      expect(await codes('<< /JS 2 0 R >>', object)).toContain('PDF_JAVASCRIPT_SUSPICIOUS');
    }
  });

  it('is found in object streams, and under a name that hides', async () => {
    expect(await codes(deflated('/Type /ObjStm', '1 0 << /S /JavaScript /JS (x) >>'))).toEqual(['PDF_JAVASCRIPT']);
    expect(await codes('<< /S /J#61vaScript /#4aS (x) >>')).toEqual(['PDF_NAME_OBFUSCATED', 'PDF_JAVASCRIPT']);
    expect(await codes('<< /Font /Arial#20Bold /Sep#61ration 1 >>')).toEqual([]);
  });

  it('is found in objects that a stream seems to hold', async () => {
    expect(await codes(stream('', 'x\n7 0 obj << /S /JavaScript /JS (x) >> endobj'))).toContain('PDF_JAVASCRIPT');
  });
});

describe('what it opens and carries', () => {
  it.each([
    ['<< /S /Launch /Win << /F (cmd.exe) /P (/c calc) >> >>', 'PDF_LAUNCH_COMMAND'],
    ['<< /S /Launch /F (setup.exe) >>', 'PDF_LAUNCH'],
    ['<< /S /Launch /F (chapter2.pdf) >>', 'PDF_OPENS_FILE'],
    ['<< /XFA 3 0 R >>', 'PDF_XFA'],
    ['<< /Subtype /RichMedia >>', 'PDF_RICH_MEDIA'],
  ])('%s', async (object, code) => {
    expect(await codes(object)).toEqual([code]);
  });

  it('embedded files by their names', async () => {
    const file = (name: string): string =>
      `<< /Type /Filespec /F (${name}) /EF << /F 3 0 R >> >> << /Type /EmbeddedFile >>`;
    expect(await codes(file('invoice.xml'))).toEqual(['PDF_EMBEDDED_FILE']);
    expect(await codes(file('invoice.pdf.js'))).toEqual(['PDF_EMBEDDED_FILE', 'PDF_EMBEDDED_PROGRAM']);
    expect(await codes(file('\u00fe\u00ff\u0000a\u0000.\u0000e\u0000x\u0000e'))).toContain('PDF_EMBEDDED_PROGRAM');
  });

  it('something before the header', async () => {
    expect(await codesOf(`MZ\n${pdf('<< >>')}`)).toEqual(['PDF_HEADER_OFFSET']);
  });
});

describe('encryption', () => {
  const protectedBy = ({ dictionary, id }: EncryptedSample): string =>
    `${pdf('<< /S /Launch /F (setup.exe) >>', `<< ${dictionary} >>`)}trailer << /Encrypt 2 0 R /ID [<${id}> <${id}>] >>`;

  it.each(Object.entries(open))('%s with an empty password hides nothing', async (_method, sample) => {
    expect(await codesOf(protectedBy(sample))).toEqual(['PDF_PROTECTED', 'PDF_LAUNCH']);
    const scripted = pdf(
      '<< >>',
      `<< ${sample.dictionary} >>`,
      '<< >>',
      '<< >>',
      `<< /S /JavaScript /JS <${sample.script}> >>`,
    );
    const trailer = `trailer << /Encrypt 2 0 R /ID [<${sample.id}> <>] >>`;
    expect(await codesOf(scripted + trailer)).toContain('PDF_JAVASCRIPT_SUSPICIOUS');
    const key = emptyPasswordKey(sample.dictionary, Buffer.from(sample.id, 'hex'));
    const plain = key && decrypt(key, Buffer.from(sample.script ?? '', 'hex'), 5, 0);
    expect(plain?.toString('latin1')).toMatch(/^eval\(unescape\('%61'\)\)/);
  });

  it.each(Object.entries(locked))('%s with a password', async (_method, sample) => {
    const findings = await examine({ content: protectedBy(sample) });
    expect(findings).toMatchObject([{ code: 'PDF_ENCRYPTED', verdict: 'encrypted' }, { code: 'PDF_LAUNCH' }]);
  });
});

describe('what cannot be read', () => {
  it('has no objects', async () => {
    expect(await codesOf('%PDF-1.7\nnothing')).toEqual(['DOCUMENT_UNREADABLE']);
  });

  it('has objects in a stream that does not inflate', async () => {
    expect(await codes(stream('/Type /ObjStm /Filter /FlateDecode', 'no deflate'))).toEqual(['DOCUMENT_UNREADABLE']);
  });

  it('inflates without end', async () => {
    const bomb = deflateSync(Buffer.alloc(65 * 1024 * 1024));
    expect(await codes(stream('/Type /ObjStm /Filter /FlateDecode', bomb))).toEqual(['DOCUMENT_TOO_COMPLEX']);
  });

  it('has streams without number', async () => {
    const text = `%PDF-1.4 1 0 obj ${'<<>>stream\nendstream '.repeat(200_001)}`;
    expect(await codesOf(text)).toEqual(['DOCUMENT_TOO_COMPLEX']);
  });

  it('is anything at all', async () => {
    const words = [
      '1 0 obj',
      'endobj',
      '<<',
      '>>',
      'stream\n',
      'endstream',
      '/JS',
      '(',
      ')',
      '\\',
      '/Encrypt',
      '2 0 R',
      '#41',
      '/Length 9',
      '/Type /ObjStm',
      '/Launch',
      '/ID[<',
      ' ',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 60 }), async (tokens) => {
        await codesOf(`%PDF-1.4 1 0 obj${tokens.join(' ')}`);
      }),
      { numRuns: 200 },
    );
  });
});
