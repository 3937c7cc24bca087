/** The two other decoders are read in ways that they do not document: these tests fail when a new version changes them. */
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { mailparser } from './mailparser.ts';
import { postalMime } from './postal-mime.ts';
import type { Decoder } from './reading.ts';

const sample = [
  'From: joe@example.test',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Gr=C3=BC=C3=9Fe',
  '--b',
  'Content-Type: text/html',
  '',
  '<p>Hi',
  'there</p>',
  '--b',
  'Content-Type: application/pdf; name="a.pdf"',
  'Content-Disposition: attachment; filename="=?utf-8?Q?=C3=A4.pdf?="',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0=',
  '--b--',
];

async function read(decoder: Decoder, lines: string[], end: string) {
  const leaves = await decoder.read(Buffer.from(lines.join(end)));
  return leaves.map(({ type, names, bytes }) => [
    type,
    names,
    Buffer.from(bytes).toString().replaceAll('\r\n', '\n').trimEnd(),
  ]);
}

describe.each([mailparser, postalMime])('$name', (decoder) => {
  it.each(['\n', '\r\n'])('gives every leaf in order, undecoded in charset (line ends %j)', async (end) => {
    const [plain, html, pdf] = await read(decoder, sample, end);
    expect(plain).toEqual(['text/plain', [], 'Grüße']);
    expect(html).toEqual(['text/html', [], '<p>Hi\nthere</p>']);
    expect(pdf?.[0]).toBe('application/pdf');
    expect(pdf?.[1]).toContain('ä.pdf');
    expect(pdf?.[2]).toBe('%PDF-');
  });

  it('gives the only leaf of a message, with and without a line end at its end', async () => {
    expect(await read(decoder, ['Subject: x', '', 'Hello'], '\n')).toEqual([['text/plain', [], 'Hello']]);
    expect(await read(decoder, ['Subject: x', '', 'Hello', ''], '\n')).toEqual([['text/plain', [], 'Hello']]);
  });

  it('gives a large part whole', async () => {
    const large = 'QUJD'.repeat(19);
    const lines = ['Content-Transfer-Encoding: base64', '', ...Array.from({ length: 20_000 }, () => large)];
    const [leaf] = await decoder.read(Buffer.from(lines.join('\r\n')));
    expect(leaf?.bytes.length).toBe(20_000 * 57);
  });

  it('reads nothing out of nothing', async () => {
    const leaves = await decoder.read(Buffer.alloc(0));
    expect(leaves.filter(({ bytes }) => bytes.length > 0)).toEqual([]);
  });

  it('has the version that is installed', () => {
    const entry = createRequire(import.meta.url).resolve(decoder.name);
    const manifest: unknown = JSON.parse(readFileSync(join(entry, '../../../package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: decoder.name, version: decoder.version });
  });
});

it('postal-mime gives up where it would take all memory', async () => {
  await expect(postalMime.read(Buffer.from(`\n${'a\n'.repeat(1_000_001)}`))).rejects.toThrow('lines');
  const padded = `Content-Transfer-Encoding: base64\n\n${'QQ==\n'.repeat(20_000)}`;
  await expect(postalMime.read(Buffer.from(padded))).rejects.toThrow('base64');
});
