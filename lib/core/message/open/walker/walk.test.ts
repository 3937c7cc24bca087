import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { otherReaders, type Reader, usualReader } from './reader.ts';
import { walk } from './walk.ts';

const limits = { depth: 5, parts: 10 };

const walkLines = (lines: string[], reader: Partial<Reader> = {}) =>
  walk(Buffer.from(lines.join('\r\n'), 'latin1'), { ...usualReader, ...reader }, limits);

const contents = (lines: string[], reader: Partial<Reader> = {}) =>
  walkLines(lines, reader).leaves.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));

/** Each multipart holds only the next. */
function nested(depth: number): string[] {
  if (depth === 0) return ['', 'deep'];
  const inner = nested(depth - 1);
  return [`Content-Type: multipart/mixed; boundary=b${depth}`, '', `--b${depth}`, ...inner, `--b${depth}--`];
}

describe('walk', () => {
  it('copies nothing that is not encoded', () => {
    const raw = Buffer.from('Subject: x\r\n\r\nHello');
    const [leaf] = walk(raw, usualReader, limits).leaves;
    expect(leaf?.bytes.buffer).toBe(raw.buffer);
  });

  it('tells of which multiparts a leaf is part, the innermost first', () => {
    const lines = ['Content-Type: multipart/mixed; boundary=a', '', '--a', ...nested(1), '--a--'];
    expect(walkLines(lines).leaves[0]?.within).toEqual(['multipart/mixed', 'multipart/mixed']);
  });

  it('goes as deep as it may, and says when that was not enough', () => {
    expect(walkLines(nested(5)).limits).toEqual(new Set());
    expect(contents(nested(5))).toEqual(['deep']);
    const { limits: reached, oddities, leaves } = walkLines(nested(6));
    expect([...reached]).toEqual(['depth']);
    expect(oddities.map(({ code }) => code)).toContain('MIME_TOO_DEEP');
    // What was not opened is still there to be scanned.
    expect(leaves).toHaveLength(1);
  });

  it('takes as many parts as it may, and says when there are more', () => {
    const parts = (count: number) => [
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...Array.from({ length: count }, (_, at) => ['--b', '', `part ${at}`]).flat(),
      '--b--',
    ];
    expect(walkLines(parts(10)).limits).toEqual(new Set());
    const { limits: reached, leaves } = walkLines(parts(11));
    expect([...reached]).toEqual(['parts']);
    expect(leaves).toHaveLength(10);
  });

  it('says when a header section is too long', () => {
    const { limits: reached } = walkLines([`X: ${'x'.repeat(1024 * 1024)}`, '', 'Hello']);
    expect([...reached]).toEqual(['header']);
  });

  it('does not end a part at something like a delimiter', () => {
    const body = ['-- ', '--bb', '--b x', ' --b', 'x--b', '--B'];
    const lines = ['Content-Type: multipart/mixed; boundary=b', '', '--b', '', ...body, '--b--'];
    expect(contents(lines)).toEqual([body.join('\r\n')]);
    expect(contents(lines, { delimiter: 'prefix' })).toHaveLength(3);
  });

  it('gives names of all fields, whichever of them counts', () => {
    const lines = ['Content-Type: a/b; name=one', 'Content-Type: c/d; name=two', '', 'x'];
    expect(walkLines(lines).leaves[0]?.entity).toMatchObject({ type: 'a/b', names: ['one', 'two'] });
    expect(walkLines(lines, { repeated: 'last' }).leaves[0]?.entity).toMatchObject({
      type: 'c/d',
      names: ['one', 'two'],
    });
  });

  it('takes an unknown disposition for an attachment (RFC 2183 section 2.8)', () => {
    expect(walkLines(['Content-Disposition: form-data', '', 'x']).leaves[0]?.entity.disposition).toBe('attachment');
    expect(walkLines(['Content-Disposition: INLINE', '', 'x']).leaves[0]?.entity.disposition).toBe('inline');
    expect(walkLines(['Content-Disposition:', '', 'x']).leaves[0]?.entity.disposition).toBeUndefined();
  });

  it('knows boundaries beyond ASCII and of any length', () => {
    for (const boundary of ['\xc3\xa4', 'x'.repeat(500), 'a--', "'()+_,-./:=?"]) {
      const lines = [
        `Content-Type: multipart/mixed; boundary="${boundary}"`,
        '',
        `--${boundary}`,
        '',
        'x',
        `--${boundary}--`,
      ];
      expect(contents(lines)).toEqual(['x']);
    }
  });
});

describe('otherReaders', () => {
  it('is one for each ambiguity, and one for all', () => {
    expect(otherReaders(new Set())).toEqual([]);
    expect(otherReaders(new Set(['repeated']))).toEqual([{ ...usualReader, repeated: 'last' }]);
    expect(otherReaders(new Set(['repeated', 'delimiter']))).toEqual([
      { ...usualReader, repeated: 'last' },
      { ...usualReader, delimiter: 'prefix' },
      { ...usualReader, repeated: 'last', delimiter: 'prefix' },
    ]);
  });
});

describe('walking anything', () => {
  const line = fc.constantFrom(
    '--a',
    '--a--',
    '--b',
    '--b--',
    '--bx',
    '',
    ' ',
    'Content-Type: multipart/mixed; boundary=a',
    'Content-Type: multipart/digest; boundary=b',
    'Content-Type: multipart/mixed',
    'Content-Type: message/rfc822',
    'Content-Transfer-Encoding: base64',
    'LS1hCgpoZWxsbwotLWEtLQo=',
    'words',
  );
  const lines = fc.array(line, { maxLength: 40 });

  it.each([usualReader, ...otherReaders(new Set(['repeated', 'delimiter', 'header']))])(
    'as %j ends within its limits',
    (reader) => {
      fc.assert(
        fc.property(lines, fc.constantFrom('\n', '\r\n'), (some, end) => {
          const raw = Buffer.from(some.join(end));
          const { leaves } = walk(raw, reader, limits);
          expect(leaves.length).toBeLessThanOrEqual(limits.parts);
          for (const { within } of leaves) expect(within.length).toBeLessThanOrEqual(limits.depth);
        }),
        { numRuns: 300 },
      );
    },
  );

  it('loses no word of a multipart that is well formed', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const parts = words.flatMap((one) => ['--b', '', one]);
        expect(contents(['Content-Type: multipart/mixed; boundary=b', '', ...parts, '--b--'])).toEqual(words);
      }),
      { numRuns: 100 },
    );
  });
});
