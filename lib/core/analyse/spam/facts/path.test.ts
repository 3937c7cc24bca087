import { describe, expect, it } from 'vitest';

import { Header } from '../../../message/header.ts';
import { pathOf, type Path } from './path.ts';

function path(...received: string[]): Path {
  const fields = received.map((value) => ({ name: 'received', value, start: 0, end: 0 }));
  return pathOf(new Header(fields, 0), undefined);
}

const date = '; Thu, 15 Jan 2026 11:00:05 +0000';

describe('the boundary', () => {
  it('is read as Postfix and Sendmail write it', () => {
    expect(
      path(`from mail.a.test (mail.a.test [192.0.2.1]) by mx.office.test (Postfix) with ESMTPS id 1${date}`).boundary,
    ).toMatchObject({
      helo: 'mail.a.test',
      rdns: 'mail.a.test',
      ip: '192.0.2.1',
      by: 'mx.office.test',
      tls: true,
      nameless: false,
    });
    expect(
      path(
        `from a.test (host9.isp.test [192.0.2.1] (may be forged)) by mx.office.test (8.18/8.18) with ESMTP id 1${date}`,
      ).boundary,
    ).toMatchObject({
      helo: 'a.test',
      rdns: 'host9.isp.test',
      tls: false,
    });
  });

  it.each([
    'from a.test (unknown [192.0.2.1]) by mx.office.test with ESMTP',
    'from a.test ([192.0.2.1]) by mx.office.test with ESMTP',
  ])('has no name in %s', (value) => {
    expect(path(value + date).boundary).toMatchObject({ nameless: true, rdns: '' });
  });

  it('says nothing of a name where the receiver does not write one', () => {
    expect(
      path(`from a.test (192.0.2.1) by x.outlook.com (10.0.0.1) with Microsoft SMTP Server${date}`).boundary,
    ).toMatchObject({ nameless: false, ip: '192.0.2.1' });
  });

  it('lies behind the hops of our own house', () => {
    const ours = `from mx.office.test (mx.office.test [203.0.113.1]) by in.office.test with ESMTPS${date}`;
    const inner = `from localhost (localhost [127.0.0.1]) by in.office.test with ESMTP${date}`;
    expect(
      path(inner, ours, `from a.test (a.test [192.0.2.1]) by mx.office.test with ESMTP${date}`).boundary?.helo,
    ).toBe('a.test');
  });

  it('is the socket where there was one', () => {
    const header = new Header([], 0);
    expect(pathOf(header, { ip: '192.0.2.9', from: 'socket', helo: 'B.test', rdns: 'b.test' }).boundary).toMatchObject({
      helo: 'b.test',
      nameless: false,
    });
    expect(pathOf(header, { ip: '192.0.2.9', from: 'none' }).boundary).toBeUndefined();
  });

  it('is what our own relay wrote where the socket was the relay', () => {
    const field = 'from a.test (unknown [192.0.2.1]) by relay.office.test with ESMTP; Thu, 15 Jan 2026 12:00:05 +0100';
    const header = new Header([{ name: 'received', value: field, start: 0, end: 1 }], 1);
    expect(pathOf(header, { ip: '127.0.0.1', from: 'socket', helo: 'relay' }).boundary).toMatchObject({
      helo: 'a.test',
      ip: '192.0.2.1',
    });
  });
});

describe('hops', () => {
  it('are bounded and survive nonsense', () => {
    const found = path(...Array.from({ length: 500 }, () => `from ${'('.repeat(300)}`), ';', '');
    expect(found.boundary).toBeUndefined();
    expect(found.hops).toBeLessThanOrEqual(30);
  });

  it('give the time of arrival', () => {
    expect(path(`from a.test by b.test${date} (GMT)`).receivedAt).toBe(Date.UTC(2026, 0, 15, 11, 0, 5));
  });
});
