import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';

import { parseHeader } from './header.ts';
import { summaryOf } from './summary.ts';

const summary = (...lines: string[]) => summaryOf(parseHeader(Buffer.from([...lines, '', ''].join('\r\n'))));

describe('summaryOf', () => {
  it('shows subject, author and Message-ID, decoded', () => {
    expect(
      summary('From: Joe <joe@example.test>', 'Subject: =?utf-8?Q?=C3=A4?=', 'Message-ID: <1@example.test>'),
    ).toEqual({
      subject: 'ä',
      headerFrom: 'joe@example.test',
      messageId: '<1@example.test>',
    });
  });

  it('names no author where there are two, or two From fields, or none', () => {
    expect(summary('From: a@example.test, b@example.test')).toEqual({});
    expect(summary('From: a@example.test', 'From: b@example.test')).toEqual({});
    expect(summary('From: Joe')).toEqual({});
    expect(summary('To: Joe')).toEqual({});
  });

  it('is cut to 200 characters', () => {
    expect(summary(`Subject: ${'x'.repeat(500)}`).subject).toHaveLength(200);
  });
});
