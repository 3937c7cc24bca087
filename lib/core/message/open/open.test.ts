import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FindingCode } from '../../findings/finding.ts';
import type { ExpandedEntry } from './archives/budget.ts';
import { defects, openCodes } from './codes.ts';
import { openLimits } from './limits.ts';
import { openMessage } from './open.ts';
import type { OpenTools } from './tools.ts';
import { Opened, type PartType } from './opened.ts';
import { codesOf, message, noTools, openLines, partsOf } from './test-support.ts';

const zip: PartType = { by: 'magic', type: 'application/zip', class: 'archive' };
const eml: PartType = { by: 'structure', type: 'message/rfc822', class: 'message' };

/** Calls a zip what begins with a line PK and a message what begins with Subject; the zip holds what stands behind that line. */
const toyTools: OpenTools = {
  ...noTools,
  identify: (_, bytes) => {
    const text = Buffer.from(bytes).toString('latin1');
    return [...(/^PK\r?\n/.test(text) ? [zip] : []), ...(text.startsWith('Subject:') ? [eml] : [])];
  },
  expand: (bytes, _types, budget) => {
    const text = Buffer.from(bytes).toString('latin1');
    const content = Buffer.from(text.slice(text.indexOf('\n') + 1));
    const entry = { names: [`at depth ${budget.depth}`], bytes: content, size: content.length };
    return Promise.resolve({
      entries: [{ ...entry, status: 'opened', origin: 'archive' }],
      defects: [{ code: 'TOY', layer: 'attachments', verdict: 'note' }],
      limits: ['toy'],
    });
  },
};

const attached = (name: string, content: string) => [
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  `Content-Disposition: attachment; filename=${name}`,
  'Content-Type: application/octet-stream',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(content).toString('base64'),
  '--b--',
];

describe('openMessage', () => {
  it('opens a message of one text: the message is part 0, its body part 1', async () => {
    const found = await openLines('From: joe@example.test', 'Subject: Hi', '', 'Hello');
    expect(partsOf(found)).toEqual(['mime wmp - "Hello"']);
    expect(found.opened.parts[0]).toMatchObject({
      n: 0,
      origin: 'message',
      seenBy: ['walker', 'mailparser', 'postal-mime'],
    });
    expect(found.opened.parts[1]).toMatchObject({ n: 1, parent: 0, size: 5, status: 'opened' });
    expect(found.opened.parts[1]?.sha256).toBe(createHash('sha256').update('Hello').digest('hex'));
    expect(found.texts).toEqual([{ part: 1, kind: 'plain', text: 'Hello', attachment: false }]);
    expect(found.header.first('subject')).toBe('Hi');
    expect(found.opened.defects).toEqual([]);
    expect(found.opened.decoders.map(({ name, ok }) => [name, ok])).toEqual([
      ['walker', true],
      ['mailparser', true],
      ['postal-mime', true],
    ]);
  });

  it('gives an attachment all its names, and its bytes', async () => {
    const found = await openLines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: application/pdf; name="a.pdf"',
      "Content-Disposition: attachment; filename*=utf-8''%C3%A4.pdf",
      'Content-Transfer-Encoding: base64',
      'Content-ID: <1@example.test>',
      '',
      'JVBERi0=',
      '--b--',
    );
    expect(partsOf(found)).toEqual(['mime wmp application/pdf "%PDF-"']);
    expect(found.opened.parts[1]).toMatchObject({
      names: ['ä.pdf', 'a.pdf'],
      disposition: 'attachment',
      contentId: '<1@example.test>',
    });
    expect(found.texts).toEqual([]);
    expect(found.bytes(99)).toBeUndefined();
  });

  it('reads messages within messages', async () => {
    const found = await openLines('Content-Type: message/rfc822', '', 'Subject: inner', '', 'Hello');
    expect(found.opened.parts.map(({ parent, declaredType }) => [parent, declaredType])).toEqual([
      [undefined, undefined],
      [0, 'message/rfc822'],
      [1, undefined],
    ]);
    expect(found.texts).toEqual([{ part: 2, kind: 'plain', text: 'Hello', attachment: false }]);
  });

  it('marks the texts of an attached message as attachments', async () => {
    const lines = [
      'Content-Type: message/rfc822',
      'Content-Disposition: attachment',
      '',
      'Subject: inner',
      '',
      'Hello',
    ];
    expect((await openLines(...lines)).texts).toMatchObject([{ part: 2, attachment: true }]);
  });

  it('decodes texts by their charset', async () => {
    const text = async (charset: string, body: string) =>
      (await openLines(`Content-Type: text/plain; charset=${charset}`, '', body)).texts[0]?.text;
    expect(await text('iso-8859-1', '\xe4')).toBe('ä');
    expect(await text('utf-8', '\xc3\xa4')).toBe('ä');
    expect(await text('us-ascii', '\xe4')).toBe('ä');
    expect(await text('no-such-charset', '\xe4')).toBe('ä');
    expect(await text('iso-2022-jp', '\x1b$B$"\x1b(B')).toBe('あ');
  });

  it('reads a message whose lines end with CR alone', async () => {
    const raw = Buffer.from(['Subject: x', 'Content-Type: text/html', '', '<p>Hello'].join('\r'));
    const found = await openMessage('test', raw, noTools);
    expect(found.header.first('subject')).toBe('x');
    expect(found.texts).toMatchObject([{ kind: 'html', text: '<p>Hello' }]);
    expect(codesOf(found)).toContain('MIME_BARE_CR');
  });

  it('reads a bare CR in a header section as both ways that programs do', async () => {
    const found = await openLines('Subject: x\rContent-Type: application/x-evil; name=evil.exe', '', 'MZ');
    expect(found.opened.parts.map(({ names }) => names)).toContainEqual(['evil.exe']);
  });
});

describe('what is wrapped in a part', () => {
  it('is known by its name where a password keeps its content from us', async () => {
    const closed: ExpandedEntry = {
      names: ['a.exe'],
      bytes: undefined,
      size: 9,
      status: 'encrypted',
      origin: 'archive',
    };
    const tools: OpenTools = {
      ...toyTools,
      identify: (names, bytes) =>
        names.includes('a.exe')
          ? [{ by: 'name', type: 'program', class: 'executable' }]
          : toyTools.identify(names, bytes),
      expand: () => Promise.resolve({ entries: [closed], defects: [], limits: [] }),
    };
    const found = await openMessage('test', message(...attached('a.zip', 'PK\nx')), tools);
    expect(found.opened.parts.at(-1)).toMatchObject({ status: 'encrypted', types: [{ class: 'executable' }] });
  });

  it('comes out of archives, again and again', async () => {
    const found = await openMessage('test', message(...attached('a.zip', 'PK\nPK\nSubject: x\r\n\r\nHello')), toyTools);
    const seen = found.opened.parts.map(({ origin, parent, names, seenBy }) => [origin, parent, names, seenBy.length]);
    expect(seen).toEqual([
      ['message', undefined, [], 3],
      ['mime', 0, ['a.zip'], 3],
      ['archive', 1, ['at depth 0'], 3],
      ['archive', 2, ['at depth 1'], 3],
      ['mime', 3, [], 1],
    ]);
    expect(found.opened.parts[1]?.types).toEqual([zip]);
    expect(found.opened.defects).toMatchObject([
      { code: 'TOY', part: 1 },
      { code: 'TOY', part: 2 },
    ]);
    expect(found.opened.limits).toEqual(['toy']);
    expect(found.texts).toMatchObject([{ text: 'Hello', attachment: true }]);
  });

  it('comes out of a message that is declared as something else', async () => {
    const found = await openMessage('test', message(...attached('a.dat', 'Subject: x\r\n\r\nHello')), toyTools);
    expect(partsOf(found)).toEqual([
      'mime wmp application/octet-stream "Subject: x\\r\\n\\r\\nHello"',
      'mime w - "Hello"',
    ]);
  });

  it('comes out of TNEF', async () => {
    const attribute = (id: string, data: string) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(data.length);
      return Buffer.concat([Buffer.from(`02${id}0000`, 'hex'), length, Buffer.from(data), Buffer.alloc(2)]);
    };
    const tnef = [attribute('0290', 'x'.repeat(14)), attribute('1080', 'evil.exe\0'), attribute('0f80', 'MZ')];
    const bytes = Buffer.concat([Buffer.from('789f3e220100', 'hex'), ...tnef]);
    const found = await openLines(
      'Content-Type: application/ms-tnef; name=winmail.dat',
      'Content-Transfer-Encoding: base64',
      '',
      bytes.toString('base64'),
    );
    expect(found.opened.parts[2]).toMatchObject({ parent: 1, origin: 'tnef', names: ['evil.exe'], size: 2 });
    expect(codesOf(found)).toEqual(['MIME_TNEF']);
  });

  it('comes out of a signed S/MIME message', async () => {
    const inner = 'Content-Type: text/html\r\n\r\n<p>Hi';
    const octets = Buffer.concat([Buffer.from([0x04, inner.length]), Buffer.from(inner)]);
    const wrap = (tag: number, content: Buffer) => Buffer.concat([Buffer.from([tag, content.length]), content]);
    const data = Buffer.from('06092a864886f70d010701', 'hex');
    const signed = Buffer.concat([
      Buffer.from('0201013100', 'hex'),
      wrap(0x30, Buffer.concat([data, wrap(0xa0, octets)])),
    ]);
    const oid = Buffer.from('06092a864886f70d010702', 'hex');
    const cms = wrap(0x30, Buffer.concat([oid, wrap(0xa0, wrap(0x30, signed))]));
    const header = ['Content-Type: application/pkcs7-mime; name=smime.p7m', 'Content-Transfer-Encoding: base64', ''];
    const found = await openLines(...header, cms.toString('base64'));
    expect(found.texts).toMatchObject([{ part: 2, kind: 'html', text: '<p>Hi' }]);
    const envelope = Buffer.from(cms);
    envelope[cms.indexOf(oid) + oid.length - 1] = 3;
    const encrypted = await openLines(...header, envelope.toString('base64'));
    expect(encrypted.opened.parts[1]?.status).toBe('encrypted');
    expect(codesOf(encrypted)).toEqual(['MIME_ENCRYPTED_SMIME']);
  });
});

describe('a limit that is reached', () => {
  const nested = (depth: number): string[] => [
    'Content-Type: message/rfc822',
    '',
    ...(depth === 0 ? ['', 'x'] : nested(depth - 1)),
  ];

  it('is an unscannable finding, and named', async () => {
    const found = await openLines(...nested(openLimits.depth));
    expect(found.opened.limits).toEqual(['depth']);
    expect(found.opened.defects).toMatchObject([
      { code: 'MIME_TOO_DEEP', verdict: 'unscannable', layer: 'attachments' },
    ]);
    // The others have no such limits: they are spared, and say so.
    expect(found.opened.decoders.map(({ ok }) => ok)).toEqual([true, false, false]);
  });

  it('holds for readings of ambiguous messages within each other', async () => {
    const twice = (depth: number): string[] =>
      depth === 0
        ? ['', 'x']
        : ['Content-Type: message/rfc822', 'Content-Type: text/plain', `X-Depth: ${depth}`, '', ...twice(depth - 1)];
    const found = await openLines(...twice(openLimits.readings + 2));
    expect(found.opened.limits).toEqual(['readings']);
    expect(codesOf(found)).toContain('MIME_TOO_MANY_READINGS');
  });

  it('does not end in a message that contains itself', async () => {
    const found = await openLines('odd line', 'Content-Type: message/rfc822', '', 'odd line', '', 'x');
    expect(found.opened.limits).toEqual([]);
  });
});

describe('a decoder that fails', () => {
  it('leaves the message to the others', async () => {
    const found = await openLines(
      'Content-Transfer-Encoding: base64',
      '',
      ...Array.from({ length: 20_001 }, () => 'QQ=='),
    );
    expect(found.opened.decoders.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(codesOf(found)).toContain('MIME_DECODER_FAILED');
    expect(found.opened.parts[1]).toMatchObject({ size: 20_001, seenBy: ['walker', 'mailparser'] });
  });
});

describe('openMessage on anything', () => {
  const seed = [
    'From: joe@example.test',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Hello',
    'begin 644 a',
    '#0V%T',
    'end',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Subject: inner',
    'Content-Type: multipart/alternative; boundary="c"',
    '',
    '--c',
    'Content-Disposition: attachment; filename="a.zip"',
    'Content-Transfer-Encoding: base64',
    '',
    'UEsKCg==',
    '--c--',
    '--b--',
  ];
  const whole = message(...seed);

  async function opensWell(raw: Uint8Array): Promise<void> {
    const found = await openMessage('test', raw, toyTools);
    expect(Opened.safeParse(found.opened).error).toBeUndefined();
    expect(found.opened.decoders[0]?.ok).toBe(true);
    for (const { n, size } of found.opened.parts) expect(found.bytes(n)?.length).toBe(size);
  }

  it('never fails on a message that is cut off', { timeout: 60_000 }, async () => {
    for (let end = 0; end <= whole.length; end++) await opensWell(whole.subarray(0, end));
  });

  it('never fails on a message that was changed', async () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(0, 10, 13, 32, 34, 45, 58, 61, 98, 255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
        const raw = Buffer.from(whole);
        for (const [at, byte] of changes) raw[at] = byte;
        await opensWell(raw);
      }),
      { numRuns: 200 },
    );
  });

  it('never fails on lines in any order, nor on any bytes', async () => {
    const lines = fc.array(fc.constantFrom(...seed), { maxLength: 30 }).map((some) => message(...some));
    await fc.assert(fc.asyncProperty(fc.oneof(lines, fc.uint8Array({ maxLength: 300 })), opensWell), { numRuns: 200 });
  });
});

describe('openCodes', () => {
  it('says in one sentence what each code means', () => {
    for (const [code, meaning] of Object.entries(openCodes)) {
      expect(FindingCode.safeParse(code).success).toBe(true);
      expect(meaning).toMatch(/^[A-Z0-9].*\.$/);
    }
    expect(Object.keys(openCodes)).toEqual(Object.keys(defects));
  });
});
