import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Gathering } from './expansion.ts';
import { openPdf } from './pdf.ts';
import { budget } from './test-support.ts';

const object = (number: number, body: string) => `${number} 0 obj\n${body}\nendobj\n`;
const stream = (dictionary: string, content: Buffer | string) =>
  `<< ${dictionary} >>\nstream\n${Buffer.from(content).toString('latin1')}\nendstream`;
const specification = (name: string, target: number) =>
  object(6, `<< /Type /Filespec /F ${name} /EF << /F ${target} 0 R >> >>`);
const packed = deflateSync('the content');
const flate = stream(`/Type /EmbeddedFile /Length ${packed.length} /Filter /FlateDecode`, packed);

function opened(body: string, changes = {}) {
  const into = new Gathering(budget({ bytesIn: 1000, ...changes }));
  openPdf(Buffer.from(`%PDF-1.7\n${body}%%EOF\n`, 'latin1'), into);
  const entries = into.entries.map(({ names, status, bytes }) => [names, status, Buffer.from(bytes ?? '').toString()]);
  return { entries, codes: into.defects.map(({ code }) => code) };
}

describe('files attached to a PDF', () => {
  it.each([
    ['deflated', specification('(a.txt)', 7) + object(7, flate), ['a.txt']],
    ['as they are', specification('(a.txt)', 7) + object(7, stream('/Type/EmbeddedFile', 'the content')), ['a.txt']],
    ['without a type', specification('(a.txt)', 7) + object(7, stream('/Length 11', 'the content')), ['a.txt']],
    ['without a name in the open', object(7, flate), []],
    ['with a name in UTF-16', specification('<FEFF00E4002E00740078 0074>', 7) + object(7, flate), ['ä.txt']],
    ['with an escaped name', specification(String.raw`(\344\(1\).txt)`, 7) + object(7, flate), ['ä(1).txt']],
    ['with a wrong length', object(7, stream('/Type /EmbeddedFile /Length 3', 'the content')), []],
  ])('%s', (_, body, names) => {
    const { entries, codes } = opened(body);
    expect(entries.map(([names, status, content]) => [names, status, (content as string).trimEnd()])).toEqual([
      [names, 'opened', 'the content'],
    ]);
    expect(codes).toEqual([]);
  });

  it('are not hidden by what strings and comments say', () => {
    const tricks = '/Desc (endobj) /Type /EmbeddedFile % 8 0 obj\n';
    expect(opened(object(7, stream(tricks, 'the content'))).entries).toEqual([[[], 'opened', 'the content\n']]);
  });

  it('come out once each, however often they are spoken of', () => {
    expect(opened(specification('(a)', 7).repeat(3) + object(7, flate) + object(8, flate)).entries).toHaveLength(2);
  });

  it('are closed to us where the PDF is protected', () => {
    const { entries, codes } = opened(`${specification('(a.exe)', 7)}${object(7, flate)}trailer << /Encrypt 9 0 R >>`);
    expect(entries).toEqual([[['a.exe'], 'encrypted', '']]);
    expect(codes).toEqual(['ARCHIVE_ENCRYPTED']);
  });

  it('packed in another way could not be looked at', () => {
    const { entries, codes } = opened(object(7, stream('/Type /EmbeddedFile /Filter [/LZWDecode]', 'xyz')));
    expect(entries).toMatchObject([[[], 'unopened', '']]);
    expect(codes).toEqual(['ARCHIVE_UNSUPPORTED']);
  });

  it('that are bombs stop at the limit', () => {
    const bomb = deflateSync(Buffer.alloc(1_000_000));
    const body = object(7, stream(`/Type /EmbeddedFile /Length ${bomb.length} /Filter /FlateDecode`, bomb));
    expect(opened(body, { bytesLeft: 10_000 }).codes).toEqual(['ARCHIVE_TOO_LARGE']);
    expect(opened(object(7, flate), { entriesLeft: 0 }).codes).toEqual(['ARCHIVE_TOO_MANY_ENTRIES']);
  });

  it('are found in linear time, however often they are spoken of', () => {
    const lone = '1 0 obj /EmbeddedFile << /EF << /F 1 0 R ';
    expect(opened(lone.repeat(100_000))).toEqual({ entries: [], codes: ['ARCHIVE_TOO_MANY_ENTRIES'] });
    const endless = object(1, 'x').repeat(100_000) + object(2, stream('/Type /EmbeddedFile', 'x')).repeat(9);
    expect(opened(endless).entries).toHaveLength(9);
  });

  it('are not looked for in a PDF that speaks of none', () => {
    expect(opened(object(7, stream('/Length 3', 'abc')))).toEqual({ entries: [], codes: [] });
    expect(opened('1 0 obj << /Names << /EmbeddedFiles 2 0 R >> >> endobj')).toEqual({ entries: [], codes: [] });
  });
});

it('never throws but by zlib, whatever the bytes', () => {
  const words = ['/EmbeddedFile', '/EF << /F 7 0 R', '7 0 obj', 'stream\n', 'endstream', '/Length 9', '(a', '<fe', ' '];
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 }))), (pieces) => {
      opened(pieces.join(' '));
    }),
    { numRuns: 200 },
  );
});
