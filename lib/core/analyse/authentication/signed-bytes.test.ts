import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { parseHeader } from '../../message/header.ts';
import { maxSignatures, signedBytes } from './signed-bytes.ts';

const of = (raw: string): string => {
  const bytes = Buffer.from(raw, 'latin1');
  return signedBytes(bytes, parseHeader(bytes)).toString('latin1');
};

it('makes every line end CRLF, and touches nothing else', () => {
  expect(of('A: b\nC: d\r\n\nx\ny\r\rz\r\n')).toBe('A: b\r\nC: d\r\n\r\nx\r\ny\r\rz\r\n');
  const pieces = fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', ' '), { maxLength: 40 });
  fc.assert(
    fc.property(pieces, (texts) => {
      const raw = texts.join('');
      expect(of(raw)).toBe(raw.replace(/(?<!\r)\n/g, '\r\n'));
    }),
    { numRuns: 200 },
  );
});

it('copies nothing where nothing is to be changed', () => {
  const bytes = Buffer.from('A: b\r\n\r\nbody\r\n');
  expect(signedBytes(bytes, parseHeader(bytes)).buffer).toBe(bytes.buffer);
});

it('leaves out the signatures at the bottom that are too many', () => {
  const signatures = Array.from({ length: maxSignatures + 2 }, (_, at) => `DKIM-Signature: n=${at};\r\n\tfolded\r\n`);
  const kept = of(`${signatures.join('')}From: a@b\r\n\r\nbody`);
  expect(kept).toBe(`${signatures.slice(0, maxSignatures).join('')}From: a@b\r\n\r\nbody`);
});
