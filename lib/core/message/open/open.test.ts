import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { openLines, partsOf } from './test-support.ts';

describe('openMessage', () => {
  it('opens a message of one text: the message is part 0, its body part 1', async () => {
    const found = await openLines('From: joe@example.test', 'Subject: Hi', '', 'Hello');
    expect(partsOf(found)).toEqual(['mime wmp - "Hello"']);
    expect(found.opened.parts[0]).toMatchObject({ n: 0, origin: 'message' });
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

  it('gives an attachment all its names', async () => {
    const found = await openLines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: application/pdf; name="a.pdf"',
      "Content-Disposition: attachment; filename*=utf-8''%C3%A4.pdf",
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0=',
      '--b--',
    );
    expect(partsOf(found)).toEqual(['mime wmp application/pdf "%PDF-"']);
    expect(found.opened.parts[1]).toMatchObject({ names: ['ä.pdf', 'a.pdf'], disposition: 'attachment' });
    expect(found.texts).toEqual([]);
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
});
