import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decodeCharset } from '../message/charset.ts';
import { parseHeader } from '../message/header.ts';
import { openLimits } from '../message/open/limits.ts';
import { usualReader } from '../message/open/walker/reader.ts';
import { walk } from '../message/open/walker/walk.ts';
import type { Edit } from '../policy/schema.ts';
import { addBanner } from './banner.ts';
import { bodyStart } from './html-body.ts';
import { patched } from './patch.ts';
import { render } from './render.ts';
import { decisionOf, envelope } from './sample-copy.test-support.ts';

const runs = { numRuns: 200 };
const lineEnd = fc.constantFrom('\r\n', '\n');
const text = fc.array(fc.constantFrom('a', 'é', '=', ' ', '漢', '<b>', '"', '.', 'x'.repeat(90), '\n'), {
  maxLength: 20,
});
const encodings = ['8bit', 'base64', 'quoted-printable'] as const;
const part = fc.record({
  type: fc.constantFrom('plain', 'html'),
  encoding: fc.constantFrom(...encodings),
  words: text,
});
const banner = fc.constantFrom('Outside', 'Prüfen\nbitte', '<b>&', 'y'.repeat(1500), '漢'.repeat(100));

type Part = typeof part extends fc.Arbitrary<infer T> ? T : never;

/** Encoded by means that the code under test does not have: every byte beyond letters an escape. */
function encoded({ encoding, words }: Part, end: string): string {
  const bytes = Buffer.from(`${words.join('').replaceAll('\n', end)}${end}`);
  if (encoding === 'base64') return bytes.toString('base64');
  if (encoding === '8bit') return bytes.toString();
  const escapes = [...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  return words.length === 0 ? 'x' : escapes.map((one, i) => (i % 20 === 19 ? `${one}=${end}` : one)).join('');
}

function message(parts: readonly Part[], end: string): Buffer {
  const bodies = parts.map((one) =>
    [
      `Content-Type: text/${one.type}; charset=utf-8`,
      `Content-Transfer-Encoding: ${one.encoding}`,
      '',
      encoded(one, end),
    ].join(end),
  );
  const top = ['Subject: s', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=bb', '', 'pre', ''].join(
    end,
  );
  return Buffer.from(`${top}${bodies.map((body) => `--bb${end}${body}${end}`).join('')}--bb--${end}post`);
}

const texts = (raw: Uint8Array) =>
  walk(raw, usualReader, openLimits).leaves.map(({ entity, bytes }) => ({
    type: entity.type,
    text: decodeCharset(bytes, entity.charset),
  }));

test('a banner changes the first text and the first HTML, and no byte of anything else', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), lineEnd, banner, (parts, end, words) => {
      const raw = message(parts, end);
      const { patches, notes } = addBanner(raw, [{ banner: words }]);
      expect(notes).toEqual([]);
      const out = Buffer.concat(patched(raw, patches));
      const [before, after] = [texts(raw), texts(out)];
      expect(after.map(({ type }) => type)).toEqual(before.map(({ type }) => type));
      const firsts = ['text/plain', 'text/html'].map((type) => before.findIndex((one) => one.type === type));
      before.forEach(({ text }, i) => {
        const now = after[i]?.text ?? '';
        // Each byte of the old text is there, at the end of the new one: nothing here has a <body>.
        expect(now.endsWith(text)).toBe(true);
        expect(now.length > text.length).toBe(firsts.includes(i));
      });
    }),
    runs,
  );
});

test('where nothing is encoded, the message without what was put in is the original', () => {
  const edits: Edit[] = [{ banner: 'Outside' }, { subject: '[T]' }, { header: { name: 'X-A', value: 'v' } }];
  const eight = fc.array(
    part.map((one) => ({ ...one, encoding: '8bit' as const })),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(eight, lineEnd, (parts, end) => {
      const raw = message(parts, end);
      const { patches } = addBanner(raw, edits);
      for (const { start, end: stop } of patches) expect(stop).toBe(start);
      const bytes = render({
        raw,
        header: parseHeader(raw),
        envelope,
        evidence: undefined,
        decision: decisionOf({ edits }),
        hostname: 'h',
        final: false,
      });
      let out = Buffer.from(bytes);
      for (const { bytes: added } of patches) {
        const at = out.indexOf(added);
        expect(at).toBeGreaterThan(0);
        out = Buffer.concat([out.subarray(0, at), out.subarray(at + added.length)]);
      }
      const original = raw.toString('latin1').replace(`Subject: s${end}`, '');
      expect(out.toString('latin1').replace(`Subject: [T]\r\n s${end}`, '').endsWith(original)).toBe(true);
    }),
    runs,
  );
});

test('no line grows beyond 998 by a banner, and whatever comes in a rendering comes out', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), banner, (bytes, words) => {
      const raw = Buffer.concat([Buffer.from('Subject: s\r\nContent-Type: text/html\r\n\r\n'), bytes]);
      const { patches } = addBanner(raw, [{ banner: words }]);
      const out = Buffer.concat(patched(raw, patches)).toString('latin1');
      for (const line of out.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
    }),
    runs,
  );
});

test.each([
  ['<html><body>x', 12],
  ['<body title="a>b">x', 18],
  ['<BODY\n>x', 7],
  ['<p "><!-- "><body> -->', 0],
  ['<html =">"><body>', 17],
  ['<html x="><body>', 0],
  ['<!--><body>', 11],
  ['<!-- <body>', 0],
  ['<style><body></style ><body>', 28],
  ['<title><!-- </title><body>', 26],
  ['<svg><![CDATA[><body>]]>', 0],
  ['<script></script><body>', 0],
  ['a < b <body>', 12],
  ['<bodyguard><body>', 0],
  ['no tags', 0],
])('the body of %j begins at %i', (html, at) => {
  expect(bodyStart(html)).toBe(at);
});
