import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Client, Envelope, Wire } from '../../message/envelope.ts';
import { fakeResolver, type FakeZone } from '../../ports/fake-resolver.ts';
import type { Finding } from '../../findings/finding.ts';
import { sampleMessage } from '../sample-message.ts';
import type { DnsList } from './dns-lists.ts';
import { wireCodes } from './codes.ts';
import { createWireExaminer } from './examiner.ts';

const ip = '198.51.100.7';
const client: Client = { ip, from: 'socket', helo: 'mx.example.com' };
const zone: FakeZone = {
  'mx.example.com': { A: [ip] },
  '7.100.51.198.in-addr.arpa': { PTR: ['mx.example.com'] },
};
const wire: Wire = {
  earlyTalk: false,
  unauthorisedPipelining: false,
  greeting: 'EHLO',
  heloChanges: 0,
  unknownCommands: 0,
  syntaxErrors: 0,
  rejectedRecipients: 0,
  earlierMessages: 0,
  starttls: 'used',
};
const letter =
  'Received: from a by mx.example.com; Mon, 5 Jan 2026 11:59:58 +0000\r\nFrom: a@example.com\r\n\r\nHello\r\n';

async function examine(
  envelope: Partial<Envelope>,
  names: FakeZone = zone,
  raw = letter,
  dnsLists: DnsList[] = [],
): Promise<Finding[]> {
  const resolver = fakeResolver(names);
  const examiner = createWireExaminer({ resolver, hostname: 'mx.office.test', dnsLists });
  const recipients = [{ r: 0, address: 'alice@Office.test', evidence: 'RCPT' }];
  const subject = sampleMessage(raw, { client, wire, recipients, ...envelope });
  return (await examiner.examine(subject, new AbortController().signal)).findings;
}

const codes = async (...given: Parameters<typeof examine>): Promise<string[]> =>
  (await examine(...given)).map(({ code }) => code);

it('has nothing to say of a well-kept server', async () => {
  expect(await examine({})).toEqual([]);
});

it.each([
  ['a private client', { ip: '192.168.1.4', from: 'socket', helo: 'PC' } as const],
  ['this machine', { ip: '127.0.0.1', from: 'socket', helo: 'localhost' } as const],
  ['nobody known', { ip, from: 'none', helo: 'PC' } as const],
  ['no client', undefined],
])('has nothing to hold against %s', async (_who, client) => {
  expect(await examine({ client, wire: { ...wire, earlyTalk: true, starttls: 'declined' } }, {})).toEqual([]);
});

describe('HELO', () => {
  it.each([
    ['', 'HELO_MISSING'],
    ['198.51.100.7', 'HELO_BARE_IP'],
    ['2001:db8::1', 'HELO_BARE_IP'],
    ['[203.0.113.9]', 'HELO_LITERAL_MISMATCH'],
    ['[IPv6:2001:db8::1]', 'HELO_LITERAL_MISMATCH'],
    ['[example]', 'HELO_NOT_FQDN'],
    ['WORKSTATION', 'HELO_NOT_FQDN'],
    ['a b.example.com', 'HELO_NOT_FQDN'],
    ['host.1', 'HELO_NOT_FQDN'],
    ['no.such.test', 'HELO_UNRESOLVABLE'],
    ['mx.office.test', 'HELO_OURS'],
    ['OFFICE.test', 'HELO_OURS'],
  ])('%s is %s', async (helo, code) => {
    expect(await codes({ client: { ...client, helo } })).toEqual([code]);
  });

  it('may be the own address in brackets', async () => {
    expect(await codes({ client: { ...client, helo: `[${ip}]` } })).toEqual([]);
  });

  it('may be ours where DNS says so', async () => {
    const names = { ...zone, 'office.test': { A: [ip] } };
    expect(await codes({ client: { ...client, helo: 'office.test' } }, names)).toEqual([]);
  });

  it('is not called unresolvable when nobody answered', async () => {
    expect(await codes({ client: { ...client, helo: 'x.test' } }, { ...zone, 'x.test': 'ETIMEOUT' })).toEqual([]);
  });
});

describe('the name of the address', () => {
  const reverse = '7.100.51.198.in-addr.arpa';

  it('may be missing', async () => {
    expect(await codes({}, { 'mx.example.com': { A: [ip] } })).toEqual(['RDNS_NONE']);
  });

  it('may not lead back', async () => {
    expect(await codes({}, { ...zone, [reverse]: { PTR: ['other.example.com'] } })).toEqual(['RDNS_NOT_CONFIRMED']);
  });

  it('is not held against anybody when DNS is away', async () => {
    expect(await codes({}, { 'mx.example.com': { A: [ip] }, [reverse]: 'EDNSAWAY' })).toEqual([]);
  });

  it.each([
    ['p198-51-100-7.dip.example.net', 'RDNS_DYNAMIC'],
    ['7.100.51.198.dynamic.example.net', 'RDNS_DYNAMIC'],
    ['adsl-198051100007.example.net', 'RDNS_DYNAMIC'],
    ['cpe-c6336407.example.net', 'RDNS_DYNAMIC'],
    ['ec2-198-51-100-7.compute.example.net', 'RDNS_GENERIC'],
    ['static-7-100-51-198.dsl.example.net', 'RDNS_GENERIC'],
  ])('%s is %s', async (name, code) => {
    expect(await codes({}, { ...zone, [reverse]: { PTR: [name] }, [name]: { A: [ip] } })).toEqual([code]);
  });

  it.each(['mail7.example.net', 'pool.example.net', 'out-100-8.example.net'])('%s is a name', async (name) => {
    expect(await codes({}, { ...zone, [reverse]: { PTR: [name] }, [name]: { A: [ip] } })).toEqual([]);
  });

  it('is looked up for IPv6 too', async () => {
    const client6 = { ...client, ip: '2001:db8::25' };
    const name = '5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa';
    const names = { [name]: { PTR: ['mx.example.com'] }, 'mx.example.com': { AAAA: ['2001:db8:0::25'] } };
    expect(await codes({ client: client6 }, names)).toEqual([]);
  });
});

describe('behaviour', () => {
  it.each([
    [{ earlyTalk: true }, 'EARLY_TALK'],
    [{ unauthorisedPipelining: true }, 'UNAUTHORISED_PIPELINING'],
    [{ greeting: 'HELO' as const }, 'HELO_NOT_EHLO'],
    [{ heloChanges: 1 }, 'HELO_CHANGED'],
    [{ starttls: 'declined' as const }, 'TLS_NONE'],
    [{ rejectedRecipients: 3 }, 'REJECTED_RECIPIENTS'],
    [{ unknownCommands: 1 }, 'UNKNOWN_COMMANDS'],
    [{ syntaxErrors: 1 }, 'SYNTAX_ERRORS'],
  ])('%j', async (seen, code) => {
    expect(await codes({ wire: { ...wire, ...seen } })).toEqual([code]);
  });

  it('forgives a mistyped recipient', async () => {
    expect(await codes({ wire: { ...wire, rejectedRecipients: 2 } })).toEqual([]);
  });

  it('knows old TLS', async () => {
    const tls = { protocol: 'TLSv1.1', cipher: 'ECDHE-RSA-AES128-SHA' };
    expect(await codes({ client: { ...client, tls } })).toEqual(['TLS_OLD']);
  });
});

describe('the SYN', () => {
  const windows = {
    signature: '4:118+10:0:1460:mss*44,8:mss,nop,ws,nop,nop,sok:df,id+:0',
    ttl: 118,
    window: 64240,
    system: 'windows',
  };

  it('of Windows is a desktop where the address has no name of its own', async () => {
    expect(await codes({ tcp: windows }, { 'mx.example.com': { A: [ip] } })).toEqual([
      'RDNS_NONE',
      'TCP_WINDOWS_CLIENT',
    ]);
  });

  it('of Windows may be a mail server', async () => {
    expect(await codes({ tcp: windows })).toEqual([]);
  });
});

describe('Received', () => {
  const trace = (count: number): string => 'Received: from a by b; Mon, 5 Jan 2026 11:00:00 +0000\r\n'.repeat(count);
  const at = (date: string): string => `Received: from a by b (c); ${date}\r\n\r\n`;

  it('without end is a loop, and unscannable', async () => {
    expect(await examine({}, zone, `${trace(51)}\r\n`)).toMatchObject([
      { code: 'RECEIVED_TOO_MANY', verdict: 'unscannable' },
    ]);
    expect(await examine({}, zone, `${trace(50)}\r\n`)).toEqual([]);
  });

  it('in our name is not ours', async () => {
    expect(await codes({}, zone, 'Received: from x by MX.office.test with SMTP; now\r\n\r\n')).toEqual([
      'RECEIVED_BY_US',
    ]);
    expect(await codes({}, zone, 'Received: from x by mx.office.test.example.com; now\r\n\r\n')).toEqual([]);
  });

  it('has a clock', async () => {
    expect(await codes({}, zone, at('Wed, 7 Jan 2026 12:00:00 +0000 (UTC)'))).toEqual(['RECEIVED_FUTURE']);
    expect(await codes({}, zone, at('Mon, 29 Dec 2025 12:00:00 +0000'))).toEqual(['RECEIVED_OLD']);
    expect(await codes({}, zone, at('yesterday'))).toEqual([]);
  });

  it('of collected mail may be old', async () => {
    expect(await codes({ collector: 'pop3' }, zone, at('Mon, 29 Dec 2003 12:00:00 +0000'))).toEqual([]);
  });
});

describe('DNS lists', () => {
  const lists = [{ zone: 'list.test', points: 3 }];
  const answer = (...addresses: string[]): FakeZone => ({ ...zone, '7.100.51.198.list.test': { A: addresses } });

  it('list', async () => {
    expect(await examine({}, answer('127.0.0.4'), letter, lists)).toMatchObject([{ code: 'DNSBL_LISTED', points: 3 }]);
  });

  it.each(['127.255.255.254', '203.0.113.1'])('do not list by answering %s', async (address) => {
    const findings = await examine({}, answer(address), letter, lists);
    expect(findings).toMatchObject([{ code: 'DNSBL_ERROR' }]);
    expect(findings[0]?.points).toBeUndefined();
  });

  it('fail open', async () => {
    expect(await codes({}, { ...zone, '7.100.51.198.list.test': 'ESERVFAIL' }, letter, lists)).toEqual([]);
  });
});

it('survives every name, address and trace, and says only what it has words for', async () => {
  const text = fc.oneof(
    fc.string({ maxLength: 100 }),
    fc.constantFrom('[::]', '[IPv6:', '1.2.3', 'a'.repeat(300), '\u0000'),
  );
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), text);
  await fc.assert(
    fc.asyncProperty(address, text, text, text, async (ip, helo, rdns, trace) => {
      const findings = await codes({ client: { ip, from: 'socket', helo, rdns } }, {}, `Received: ${trace}\r\n\r\n`);
      expect(findings.filter((code) => !(code in wireCodes))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
