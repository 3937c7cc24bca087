import { describe, expect, test } from 'vitest';

import { encode, replies, wording, type Reply } from './reply.ts';

describe('on the wire', () => {
  test('one line', () => {
    expect(encode({ code: 250, enhanced: '2.1.0', text: 'Fine' }, 'ref')).toBe('250 2.1.0 Fine\r\n');
  });

  test('several: a hyphen on all but the last (RFC 5321 section 4.2.1), the enhanced code on each (RFC 2034 section 4)', () => {
    const reply: Reply = { code: 550, enhanced: '5.7.1', text: ['One', 'Two'] };
    expect(encode(reply, 'ref')).toBe('550-5.7.1 One\r\n550 5.7.1 Two [ref]\r\n');
  });

  test('a refusal ends with the reference, anything else does not', () => {
    expect(encode(replies.idle, 'abc')).toMatch(/^421 4\.4\.2 .* \[abc\]\r\n$/);
    expect(encode(replies.startContent, 'abc')).not.toContain('abc');
  });

  test('text of a hook can neither add lines nor leave ASCII, and is cut to what a line holds', () => {
    const sent = encode({ code: 550, enhanced: '5.7.1', text: `a\r\n250 OK é ${'x'.repeat(600)}` }, 'reference');
    expect(sent).toMatch(/^550 5\.7\.1 a\?\?250 OK \? x+ \[reference\]\r\n$/);
    expect(sent.length).toBeLessThanOrEqual(512);
  });
});

test('every reply of ours has a code and an enhanced code of one class', () => {
  for (const reply of Object.values<Reply>(replies)) {
    if (reply.code !== 354)
      expect(reply.enhanced).toMatch(new RegExp(`^${Math.floor(reply.code / 100)}\\.[0-7]\\.[0-9]+$`));
  }
});

test('421 always closes (RFC 5321 section 3.8)', () => {
  const closing = Object.values<Reply>(replies).filter((reply) => reply.code === 421);
  expect(closing.map((reply) => reply.next)).toEqual(closing.map(() => 'close'));
});

test('as the log keeps it', () => {
  expect(wording(replies.relayDenied)).toBe('5.7.1 Relaying denied');
  expect(wording({ code: 550, text: ['a', 'b'] })).toBe('a b');
});
