import { Buffer } from 'node:buffer';
import { deflateSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { StreamReader } from './streams.ts';
import { readable, stringAt, stringsOf } from './strings.ts';
import { decodeNames, readStructure } from './structure.ts';

describe('strings', () => {
  it.each([
    ['(plain)', 'plain'],
    ['(a (nested) one)', 'a (nested) one'],
    ['(es\\(ca\\)ped \\\\)', 'es(ca)ped \\'],
    ['(\\101\\60\\n\\q)', 'A0\nq'],
    ['(cut\\\nshort)', 'cutshort'],
    ['(no end', 'no end'],
    ['<48656C6C 6f2>', 'Hello '],
    ['<>', ''],
  ])('%s', (text, value) => {
    expect(stringAt(text, 0)).toBe(value);
  });

  it('are not dictionaries or numbers', () => {
    expect(stringAt('<< /A 1 >>', 0)).toBeUndefined();
    expect(stringAt('12', 0)).toBeUndefined();
  });

  it('too long for anything are not cut in silence', () => {
    expect(() => stringAt(`(${'x'.repeat(1_100_000)})`, 0)).toThrow('string');
    expect(() => stringAt(`<${'0'.repeat(2_100_000)}>`, 0)).toThrow('string');
  });

  it('may be UTF-16', () => {
    expect(readable('\u00fe\u00ff\u0000a\u0000b')).toBe('ab');
  });

  it('are found behind their names', () => {
    expect(stringsOf('/F (a.txt) /UF <622e747874> /F 3 0 R /F << >>', '(?:UF|F)')).toEqual(['a.txt', 'b.txt']);
  });
});

describe('names', () => {
  it('with letters by number hide; others are honest', () => {
    expect(decodeNames('/J#61vaScript /Arial#2CBold /A#23')).toEqual({
      text: '/JavaScript /Arial,Bold /A#',
      hiddenNames: ['/JavaScript'],
    });
  });
});

describe('streams', () => {
  const read = (dictionary: string, content: Buffer | string): string => {
    const data = Buffer.from(content);
    const file = Buffer.concat([
      Buffer.from(`%PDF-1.7\n4 0 obj << ${dictionary} >>\nstream\r\n`),
      data,
      Buffer.from('\nendstream endobj 5 0 obj << /Tail 1 >>'),
    ]);
    const { streams, text } = readStructure(file);
    expect(text).toContain('/Tail');
    expect(streams).toHaveLength(1);
    expect(streams[0]?.object).toBe(4);
    return streams[0] ? new StreamReader(file, undefined).read(streams[0]) : '';
  };

  it.each([
    ['as they are', '', 'hello\n', 'hello\n'],
    ['by their length', '/Length 16', 'endstream inside', 'endstream inside'],
    ['in hexadecimal', '/Filter /ASCIIHexDecode', '68656c6c6f>', 'hello'],
    // "Man " in base 85 is 9jqo^.
    ['in base 85', '/Filter [/ASCII85Decode]', '9jqo^~>', 'Man '],
    ['in base 85, cut', '/Filter /A85', '9jqo^F*~>', 'Man s'],
  ])('%s', (_how, dictionary, content, value) => {
    expect(read(dictionary, content).trimEnd()).toBe(value.trimEnd());
  });

  it('deflated, also through two filters', () => {
    const deflated = deflateSync('hello');
    expect(read('/Filter/FlateDecode', deflated)).toBe('hello');
    expect(read('/Filter [ /AHx /Fl ]', `${deflated.toString('hex')}>`)).toBe('hello');
  });

  it('through a filter that nobody knows are not read', () => {
    expect(() => read('/Filter /Crypt', 'x')).toThrow('filter Crypt');
  });

  it('are told from the word in a text', () => {
    const { streams } = readStructure(
      Buffer.from('1 0 obj (a stream\n of words) endobj 2 0 obj <</A 1>> stream of it'),
    );
    expect(streams).toEqual([]);
  });

  it('that lie about everything end', () => {
    const words = ['1 0 obj', '<<', '>>', 'stream\n', 'endstream', '/Length 5', '/Length 99999', 'endobj', 'x'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 50 }), (tokens) => {
        const file = Buffer.from(tokens.join(' '));
        expect(readStructure(file).streams.every(({ start, end }) => start <= end && end <= file.length)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
