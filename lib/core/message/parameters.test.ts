import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parameter, parametersNamed, parseStructured } from './parameters.ts';

const filename = (field: string) => parameter(parseStructured(`attachment; ${field}`), 'filename');

describe('parseStructured', () => {
  it('reads value and parameters in any case', () => {
    const field = parseStructured('Text/PLAIN; Charset=US-ASCII; Format=flowed');
    expect(field.value).toBe('text/plain');
    expect(parameter(field, 'charset')).toBe('US-ASCII');
    expect(parameter(field, 'format')).toBe('flowed');
  });

  it('leaves comments out (RFC 2045 section 5.1)', () => {
    const field = parseStructured('text/plain (plain (and nested)); charset=us-ascii (Plain text)');
    expect(field).toEqual({ value: 'text/plain', parameters: [{ name: 'charset', value: 'us-ascii' }] });
  });

  it('keeps repeated parameters in order', () => {
    expect(parametersNamed(parseStructured('multipart/mixed; boundary=a; boundary="b"'), 'boundary')).toEqual([
      'a',
      'b',
    ]);
  });

  it.each([
    ['filename="a \\"b\\".txt"', 'a "b".txt'],
    ['filename=a b.txt', 'a b.txt'],
    ['filename="a;b.txt"', 'a;b.txt'],
    ['filename=Invoice(1).pdf', 'Invoice(1).pdf'],
    [String.raw`filename="C:\dir\a.txt"`, String.raw`C:\dir\a.txt`],
    ['filename="unclosed.exe; x=y', 'unclosed.exe'],
    ['filename="=?utf-8?B?w6QudHh0?="', 'ä.txt'],
    // RFC 2231 section 3, 4 and 4.1, in their words.
    ['filename*0="ftp://"; filename*1="cs.utk.edu/pub"', 'ftp://cs.utk.edu/pub'],
    ["filename*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", 'This is ***fun***'],
    [
      "filename*0*=us-ascii'en'This%20is%20; filename*1*=%2A%2A%2Afun%2A%2A%2A%20; filename*2=\"isn't it!\"",
      "This is ***fun*** isn't it!",
    ],
    ["filename*1=b; filename*0*=iso-8859-1''%A3", '£b'],
    ["filename*=utf-8''%zz%e2%82%ac", '%zz€'],
  ])('reads %s', (field, expected) => {
    expect(filename(field)).toBe(expected);
  });

  it('keeps the plain and the extended form as two names', () => {
    const field = parseStructured("attachment; filename=a.txt; filename*=utf-8''b.exe");
    expect(parametersNamed(field, 'filename')).toEqual(['a.txt', 'b.exe']);
  });

  it('never fails, and takes time in proportion', () => {
    const pieces = fc.array(fc.constantFrom('a', '=', ';', '"', '(', ')', '\\', '*', '0', "'", '%', ' '));
    fc.assert(
      fc.property(pieces, (some) => {
        expect(parseStructured(some.join('')).parameters.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 300 },
    );
    for (const one of ['(', '"\\";', '((a)', ';a*0=b', '=(']) expect(parseStructured(one.repeat(50_000))).toBeDefined();
  });
});
