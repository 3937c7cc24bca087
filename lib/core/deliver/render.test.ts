import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Evidence } from '../analyse/evidence.ts';
import type { Finding } from '../findings/finding.ts';
import { parseHeader } from '../message/header.ts';
import type { Edit } from '../policy/schema.ts';
import { render } from './render.ts';
import { decision, envelope, evidenceWith, letter } from './sample-copy.test-support.ts';

const hostname = 'mx.example.test';

function rendered(edits: Edit[] = [], raw: Uint8Array = letter, evidence?: Evidence, final = false): string {
  const bytes = render({
    raw,
    header: parseHeader(raw),
    envelope,
    evidence,
    decision: decision(0, { edits }),
    hostname,
    recipient: 'alice@example.test',
    final,
  });
  return Buffer.from(bytes).toString('latin1');
}

const note = (code: string, evidence?: string): Finding => ({
  code,
  layer: 'authentication',
  verdict: 'note',
  ...(evidence === undefined ? {} : { evidence }),
});

describe('a rendering', () => {
  it('begins with our Received field (RFC 5321 section 4.4)', () => {
    expect(rendered().split('\r\n').slice(0, 4)).toEqual([
      'Received: from mail.sender.example (mail.sender.example [192.0.2.7])',
      '\tby mx.example.test (CitrusMail) with ESMTP id 019ab000-0000-7000-8000-000000000001',
      '\tfor <alice@example.test>;',
      '\tTue, 24 Nov 2026 12:00:01 +0000',
    ]);
  });

  it('leaves every byte that no edit names as it came', () => {
    const raw = Buffer.from('Subject: x\r\nOdd : kept\r\n folded\r\n\r\n\xff\x00 body .\r\n..\r\n', 'latin1');
    expect(rendered([], raw).endsWith(raw.toString('latin1'))).toBe(true);
  });

  it('adds Return-Path at final delivery only', () => {
    expect(rendered([], letter, undefined, true)).toMatch(/^Return-Path: <carol@sender\.example>\r\nReceived: /);
    expect(rendered()).not.toContain('Return-Path');
  });

  it('leaves out what speaks in our name, and keeps what others said', () => {
    const out = rendered();
    expect(out).not.toContain('X-Spam-Flag');
    expect(out).not.toContain('bank.example');
    expect(out).toContain('Authentication-Results: elsewhere.example; spf=pass\r\n');
  });

  it('leaves out whatever was forged of the names that it writes', () => {
    const names = ['X-Spam-Flag', 'X-Spam-Score', 'X-Spam-Level', 'X-Spam-Status', 'X-CitrusMail-Reason'];
    const raw = Buffer.from(
      `${names.map((name) => `${name}: forged\r\n`).join('')}${names.join(': FORGED\r\n').toLowerCase()}: f\r\n\r\nb`,
    );
    const spam = { flag: true, required: 5 };
    const because = [
      { layer: 'spam', code: 'SCORE', scope: 'platform', rule: 'spam.atLeast 5', fate: 'deliver' },
    ] as const;
    const own = decision(0, { spam, score: 6, edits: [{ subject: '[S]' }], because: [...because] });
    const bytes = render({
      raw,
      header: parseHeader(raw),
      envelope,
      evidence: undefined,
      decision: own,
      hostname,
      final: false,
    });
    const out = parseHeader(bytes);
    for (const name of names) expect([name, out.all(name.toLowerCase()).length]).toEqual([name, 1]);
    expect(out.fields.map(({ value }) => value.toLowerCase())).not.toContain('forged');
  });

  it('lets an edit speak in the place of a field of its own', () => {
    const edits = [{ header: { name: 'x-spam-flag', value: 'MAYBE' } }];
    const raw = Buffer.from('Subject: s\r\n\r\nb');
    const own = decision(0, { spam: { flag: true, required: 5 }, edits });
    const bytes = render({
      raw,
      header: parseHeader(raw),
      envelope,
      evidence: undefined,
      decision: own,
      hostname,
      final: false,
    });
    expect(parseHeader(bytes).all('x-spam-flag')).toEqual(['MAYBE']);
  });

  it('leaves out a foreign field of a name that an edit sets', () => {
    const raw = Buffer.from('X-Class: forged\r\nSubject: s\r\n\r\nb\r\n');
    const out = rendered([{ header: { name: 'X-Class', value: 'ours' } }], raw);
    expect(out.match(/X-Class: \w+/g)).toEqual(['X-Class: ours']);
  });

  it('prefixes the subject, once', () => {
    const once = rendered([{ subject: '[SPAM]' }]);
    expect(once).toContain('\r\nSubject: [SPAM]\r\n Hello\r\n');
    const again = rendered([{ subject: '[SPAM]' }], Buffer.from('Subject: [SPAM] Hello\r\n\r\nb'));
    expect(again).toContain('\r\nSubject: [SPAM] Hello\r\n');
  });

  it('keeps an encoded subject encoded, and encodes a prefix that is not ASCII', () => {
    const raw = Buffer.from('Subject: =?UTF-8?B?SMOp?=\r\n\r\nb');
    const out = rendered([{ subject: '[Überprüft]' }], raw);
    expect(out).toContain(
      `Subject: =?UTF-8?B?${Buffer.from('[Überprüft]').toString('base64')}?=\r\n =?UTF-8?B?SMOp?=\r\n`,
    );
  });

  it('gives a message without a subject one', () => {
    expect(rendered([{ subject: '[X]' }], Buffer.from('From: a@b\r\n\r\nb'))).toContain(
      'Subject: [X]\r\nFrom: a@b\r\n\r\nb',
    );
  });

  it('does not let a header value end its line', () => {
    const out = rendered([{ header: { name: 'X-A', value: 'one\r\nBcc: x@y' } }]);
    expect(out).toContain('X-A: one Bcc: x@y\r\n');
  });

  it('does not let a HELO name write into the header', () => {
    const raw = Buffer.from('Subject: s\r\n\r\nb');
    const client = { ip: '2001:db8::1', from: 'socket' as const, helo: 'a\r\nX: b (c)' };
    const bytes = render({
      raw,
      header: parseHeader(raw),
      envelope: { ...envelope, client },
      evidence: undefined,
      decision: decision(0),
      hostname,
      final: false,
    });
    expect(Buffer.from(bytes).toString()).toMatch(/^Received: from aX:bc \(\[IPv6:2001:db8::1\]\)\r\n\tby mx/);
  });

  it('says what authentication found (RFC 8601)', () => {
    const evidence = evidenceWith([
      note('SPF_PASS', 'sender.example'),
      note('DKIM_PASS', 'd=sender.example s=k1'),
      note('DKIM_FAIL', 'd=list.example s=k2'),
      note('DMARC_FAIL_REJECT', 'from=bank.example policy=reject'),
      note('ARC_NONE'),
      note('FROM_MULTIPLE'),
    ]);
    expect(rendered([], letter, evidence)).toContain(
      [
        'Authentication-Results: mx.example.test',
        '\tspf=pass smtp.mailfrom=sender.example',
        '\tdkim=pass header.d=sender.example header.s=k1',
        '\tdkim=fail header.d=list.example header.s=k2',
        '\tdmarc=fail header.from=bank.example',
        '\tarc=none\r\n',
      ].join(';\r\n'),
    );
  });

  it('ends as the original for any body', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const raw = Buffer.concat([Buffer.from('Subject: s\r\n\r\n'), body]);
        const out = render({
          raw,
          header: parseHeader(raw),
          envelope,
          evidence: undefined,
          decision: decision(0, { edits: [{ subject: '[T]' }] }),
          hostname,
          final: false,
        });
        expect(Buffer.from(out).subarray(out.length - body.length)).toEqual(Buffer.from(body));
      }),
      { numRuns: 50 },
    );
  });
});
