import { describe, expect, test } from 'vitest';

import { parseHeader } from '#core/message/header.ts';
import { readHop } from './hop.ts';
import { readNotice } from './notice.ts';
import { messageId, noticeOf, sesHeader } from './testing.ts';

describe('a notice', () => {
  test('as SES sends it', () => {
    expect(readNotice(JSON.stringify(noticeOf()))).toEqual({
      messageId,
      mailFrom: 'carol@sender.example',
      recipients: ['alice@example.test'],
      receivedAt: Date.UTC(2026, 10, 24, 12, 0, 0, 936),
    });
  });

  test('whose headers were left out', () => {
    const { mail, ...rest } = noticeOf();
    const { headers: _headers, commonHeaders: _common, ...less } = mail;
    const notice = { ...rest, mail: { ...less, headersTruncated: true } };
    expect(readNotice(JSON.stringify(notice))).toMatchObject({ messageId, recipients: ['alice@example.test'] });
  });

  test.each(['<>', ''])('of a bounce: %j', (source) => {
    expect(readNotice(JSON.stringify(noticeOf({ source })))).toMatchObject({ mailFrom: '' });
  });

  test('that names one recipient twice', () => {
    const notice = noticeOf({ recipients: ['a@x.test', 'b@x.test', 'a@x.test'] });
    expect(readNotice(JSON.stringify(notice))).toMatchObject({ recipients: ['a@x.test', 'b@x.test'] });
  });

  test('of the topic itself', () => {
    expect(readNotice('Successfully validated SNS topic for Amazon SES event publishing.')).toBe('test');
  });

  test.each([
    ['no JSON', 'hello'],
    ['another kind', JSON.stringify({ ...noticeOf(), notificationType: 'Bounce' })],
    ['no recipients', JSON.stringify(noticeOf({ recipients: [] }))],
    ['a name that leads elsewhere', JSON.stringify(noticeOf({ id: '../incoming/0' }))],
    ['no time', JSON.stringify({ ...noticeOf(), receipt: { recipients: ['a@x.test'] } })],
  ])('that is none throws: %s', (_, text) => expect(() => readNotice(text)).toThrow());
});

describe('the hop', () => {
  const hop = (text: string) => readHop(parseHeader(Buffer.from(text)), messageId);
  const genuine = sesHeader();

  test('as SES writes it', () => {
    expect(hop(genuine)).toEqual({
      ip: '192.0.2.7',
      from: 'received',
      helo: 'out.sender.example',
      rdns: 'host7.sender.example',
    });
  });

  test('without a name of the machine, and over IPv6', () => {
    expect(hop(genuine.replace('(host7.sender.example [192.0.2.7])', '([192.0.2.7])'))).toEqual({
      ip: '192.0.2.7',
      from: 'received',
      helo: 'out.sender.example',
    });
    expect(hop(genuine.replace('host7.sender.example [192.0.2.7]', 'unknown [2001:db8::7]'))).toEqual({
      ip: '2001:db8::7',
      from: 'received',
      helo: 'out.sender.example',
    });
  });

  test.each([
    ['no field at all', 'Subject: x\r\n\r\n'],
    ['a server that is not SES', genuine.replace('inbound-smtp.eu-west-1.amazonaws.com', 'mx.sender.example')],
    ['one that looks like it', genuine.replace('.amazonaws.com', '.amazonaws.com.sender.example')],
    ['another message’s id', genuine.replace(messageId, 'd6iitobk75ur44p8kdnnp7g2n800')],
    ['an address that is none', genuine.replace('192.0.2.7', '192.0.2.777')],
    ['not the topmost', `Received: from a (b [192.0.2.9]) by c with SMTP id d; x\r\n${genuine}`],
  ])('nothing is known: %s', (_, text) => expect(hop(text)).toBeUndefined());
});
