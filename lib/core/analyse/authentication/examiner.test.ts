import { generateKeyPairSync } from 'node:crypto';

import fc from 'fast-check';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { sealMessage } from 'mailauth/lib/arc/index.js';
import { describe, expect, it } from 'vitest';

import type { Envelope } from '../../message/envelope.ts';
import { fakeResolver, type FakeZone } from '../../ports/fake-resolver.ts';
import type { Finding } from '../../findings/finding.ts';
import { crlf, sampleMessage } from '../sample-message.ts';
import { createAuthenticationExaminer } from './examiner.ts';
import { authenticationCodes } from './codes.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const weak = generateKeyPairSync('rsa', { modulusLength: 768 });
const pem = (key: typeof privateKey): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const record = (key: typeof publicKey): string[][] => [
  [`v=DKIM1; k=rsa; p=${key.export({ type: 'spki', format: 'der' }).toString('base64')}`],
];

const client = { ip: '198.51.100.7', from: 'socket', helo: 'mx.example.com' } as const;
const zone: FakeZone = {
  'example.com': { TXT: [['v=spf1 ip4:198.51.100.0/24 -all']] },
  'mx.example.com': { TXT: [['v=spf1 ip4:198.51.100.7 -all']] },
  '_dmarc.example.com': { TXT: [['v=DMARC1; p=reject']] },
  'sel._domainkey.example.com': { TXT: record(publicKey) },
  'weak._domainkey.example.com': { TXT: record(weak.publicKey) },
  'other.test': { TXT: [['v=spf1 ip4:198.51.100.0/24 -all']] },
  'soft.test': { TXT: [['v=spf1 ~all']] },
  '_dmarc.soft.test': { TXT: [['v=DMARC1; p=none']] },
};

const letter = crlf(`From: Ann <ann@example.com>
To: Bob <bob@example.net>
Subject: Minutes
Date: Mon, 05 Jan 2026 12:00:00 +0000
Message-ID: <1@example.com>

The minutes of Monday.
`);

async function examine(raw: string | Uint8Array, envelope: Partial<Envelope> = {}, names = zone): Promise<Finding[]> {
  const examiner = createAuthenticationExaminer({ resolver: fakeResolver(names), clock: () => 0, hostname: 'mx.test' });
  const subject = sampleMessage(raw, { mailFrom: 'ann@example.com', client, ...envelope });
  return (await examiner.examine(subject, new AbortController().signal)).findings;
}

const codes = (findings: Finding[]): string[] => findings.map(({ code }) => code);

interface Signing {
  selector?: string;
  signTime?: Date;
  expires?: Date;
  maxBodyLength?: number;
  key?: typeof privateKey;
}

async function signed(raw: string, options: Signing = {}): Promise<string> {
  const { selector = 'sel', key = privateKey, signTime = new Date(Date.UTC(2026, 0, 5)), ...more } = options;
  const signature = { signingDomain: 'example.com', selector, privateKey: pem(key), ...more };
  const { signatures } = await dkimSign(raw, { ...signature, signTime, signatureData: [signature] });
  return signatures + raw;
}

describe('SPF', () => {
  it.each([
    ['ann@example.com', '198.51.100.7', 'SPF_PASS', 'mailfrom=example.com ip=198.51.100.7'],
    ['ann@example.com', '192.0.2.1', 'SPF_FAIL', 'mailfrom=example.com ip=192.0.2.1'],
    ['ann@soft.test', '192.0.2.1', 'SPF_SOFTFAIL', 'mailfrom=soft.test ip=192.0.2.1'],
    ['ann@nowhere.test', '192.0.2.1', 'SPF_NONE', 'mailfrom=nowhere.test ip=192.0.2.1'],
    ['', '198.51.100.7', 'SPF_PASS', 'helo=mx.example.com ip=198.51.100.7'],
  ])('from <%s> by %s is %s', async (mailFrom, ip, code, evidence) => {
    const [spf] = await examine(letter, { mailFrom, client: { ...client, ip } });
    expect(spf).toMatchObject({ code, evidence, layer: 'authentication', verdict: 'note' });
  });

  it.each([
    ['there is no client', undefined],
    ['nobody can be trusted to name the client', { ...client, from: 'none' as const }],
    ['the client is our own relay', { ...client, ip: '10.1.2.3' }],
    ['the client is this machine', { ...client, ip: '::1' }],
  ])('says none where %s, and DMARC concludes nothing', async (_why, who) => {
    expect(codes(await examine(letter, { client: who }))).toEqual([
      'SPF_NONE',
      'DKIM_NONE',
      'DMARC_UNDECIDED',
      'ARC_NONE',
    ]);
  });
});

describe('DKIM', () => {
  it('passes what was signed, also with bare line ends', async () => {
    const message = await signed(letter);
    for (const raw of [message, message.replaceAll('\r\n', '\n')]) {
      const [, dkim, dmarc] = await examine(raw, { mailFrom: '' });
      expect(dkim).toMatchObject({ code: 'DKIM_PASS', evidence: 'd=example.com s=sel' });
      expect(dmarc).toMatchObject({ code: 'DMARC_PASS', evidence: 'from=example.com policy=reject by=spf+dkim' });
    }
  });

  it('fails what was changed', async () => {
    const message = (await signed(letter)).replace('Monday', 'Tuesday');
    const [, dkim] = await examine(message);
    expect(dkim).toMatchObject({ code: 'DKIM_FAIL', evidence: 'd=example.com s=sel body hash did not verify' });
  });

  it('never takes a signature with l= for a pass', async () => {
    const message = (await signed(letter, { maxBodyLength: 10 })) + 'And send me money.\r\n';
    const client = { ip: '192.0.2.1', from: 'socket' } as const;
    expect(codes(await examine(message, { client }))).toEqual([
      'SPF_FAIL',
      'DKIM_PARTIAL_BODY',
      'DMARC_FAIL_REJECT',
      'ARC_NONE',
    ]);
  });

  it('does not punish an l= that leaves nothing out', async () => {
    const body = 'The minutes of Monday.\r\n';
    const message = await signed(letter, { maxBodyLength: body.length });
    const findings = await examine(message, { client: { ip: '192.0.2.1', from: 'socket' } });
    expect(codes(findings)).toEqual(['SPF_FAIL', 'DKIM_PARTIAL_BODY', 'DMARC_UNDECIDED', 'ARC_NONE']);
  });

  it('does not count a short key', async () => {
    const [, dkim] = await examine(await signed(letter, { selector: 'weak', key: weak.privateKey }));
    expect(dkim).toMatchObject({ code: 'DKIM_POLICY', evidence: 'd=example.com s=weak weak-key' });
  });

  it('does not count a signature of tomorrow', async () => {
    const [, dkim] = await examine(await signed(letter, { signTime: new Date(Date.UTC(2026, 0, 6)) }));
    expect(dkim).toMatchObject({ code: 'DKIM_NEUTRAL', evidence: 'd=example.com s=sel signed in the future' });
  });

  it('judges expiry by the time of reception', async () => {
    const message = await signed(letter, { expires: new Date(Date.UTC(2026, 0, 6)) });
    expect(codes(await examine(message))).toContain('DKIM_PASS');
    const late = await examine(message, { receivedAt: Date.UTC(2026, 0, 7) });
    expect(late[1]).toMatchObject({ code: 'DKIM_NEUTRAL', evidence: 'd=example.com s=sel expired' });
  });

  it('tells a key that is not there from a DNS that does not answer', async () => {
    const message = await signed(letter);
    const gone = await examine(message, {}, { ...zone, 'sel._domainkey.example.com': 'ENOTFOUND' });
    expect(gone[1]).toMatchObject({ code: 'DKIM_PERMERROR' });
    const away = await examine(message, {}, { ...zone, 'sel._domainkey.example.com': 'ETIMEOUT' });
    expect(away[1]).toMatchObject({ code: 'DKIM_TEMPERROR' });
    expect(away[1]?.points).toBeUndefined();
  });

  it('looks at one signature with l= alone: each costs a pass over the body', async () => {
    const [first, second] = [await signed(letter, { maxBodyLength: 1 }), await signed(letter, { maxBodyLength: 2 })];
    const findings = await examine(second.slice(0, second.indexOf('From:')) + first);
    expect(codes(findings)).toEqual(['SPF_PASS', 'DKIM_PARTIAL_BODY', 'DKIM_TOO_MANY', 'DMARC_PASS', 'ARC_NONE']);
  });

  it('names a pass first, and looks at ten signatures only', async () => {
    const broken = (await signed(letter)).split('\r\nFrom:')[0]?.replace('s=sel', 's=none') ?? '';
    const [top] = (await signed(letter)).split('\r\nFrom:');
    const message = `${broken}\r\n${top}\r\n${`${broken}\r\n`.repeat(20)}${letter}`;
    const findings = await examine(message);
    expect(findings[1]).toMatchObject({ code: 'DKIM_PASS' });
    expect(codes(findings).filter((code) => /^DKIM_(?!TOO)/.test(code))).toHaveLength(10);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'DKIM_TOO_MANY', evidence: '12 left out' }));
  });
});

describe('DMARC', () => {
  const elsewhere = { ip: '192.0.2.1', from: 'socket' } as const;
  const withPolicy = (policy: string): FakeZone => ({
    ...zone,
    '_dmarc.example.com': { TXT: [[`v=DMARC1; ${policy}`]] },
  });

  it.each([
    ['p=reject', 'DMARC_FAIL_REJECT', 4],
    ['p=quarantine', 'DMARC_FAIL_QUARANTINE', 2],
    ['p=none', 'DMARC_FAIL_NONE', 0.5],
    ['p=reject; t=y', 'DMARC_FAIL_QUARANTINE', 2],
  ])('fails by %s as %s', async (policy, code, points) => {
    const findings = await examine(letter, { client: elsewhere }, withPolicy(policy));
    expect(findings).toContainEqual(expect.objectContaining({ code, points }));
  });

  it('does not take a pass of another domain', async () => {
    expect(codes(await examine(letter, { mailFrom: 'x@other.test' }))).toEqual([
      'SPF_PASS',
      'DKIM_NONE',
      'DMARC_FAIL_REJECT',
      'ARC_NONE',
    ]);
  });

  it('finds the organisational domain by walking the tree, not by a list (RFC 9989 section 4.10)', async () => {
    const raw = letter.replace('ann@example.com', 'ann@a.b.example.com');
    const findings = await examine(raw);
    expect(findings[2]).toMatchObject({ code: 'DMARC_PASS', evidence: 'from=a.b.example.com policy=reject by=spf' });
  });

  it('keeps to strict alignment where it is asked for', async () => {
    const raw = letter.replace('ann@example.com', 'ann@a.example.com');
    expect(codes(await examine(raw, {}, withPolicy('p=reject; aspf=s')))).toContain('DMARC_FAIL_REJECT');
  });

  it('is undecided when what would prove it was not answered', async () => {
    const names = { ...zone, 'example.com': 'ETIMEOUT' };
    expect(codes(await examine(letter, {}, names))).toContain('DMARC_UNDECIDED');
    expect(codes(await examine(letter, { mailFrom: 'x@dead.test' }, { ...zone, 'dead.test': 'ETIMEOUT' }))).toContain(
      'DMARC_FAIL_REJECT',
    );
    const message = await signed(letter);
    const keyless = { ...zone, 'sel._domainkey.example.com': 'ETIMEOUT' };
    expect(codes(await examine(message, { client: elsewhere }, keyless))).toContain('DMARC_UNDECIDED');
  });

  it('is not undecided by a signature that nobody could look up', async () => {
    const names = { ...zone, 'bad._domainkey.example.com': 'EBADNAME' };
    const forged = (await signed(letter)).replace('s=sel', 's=bad');
    const findings = codes(await examine(forged, { client: elsewhere }, names));
    expect(findings).toContain('DKIM_TEMPERROR');
    expect(findings).toContain('DMARC_FAIL_REJECT');
  });

  it('is no fault of the message when DNS is away', async () => {
    const findings = await examine(letter, {}, { 'example.com': 'ETIMEOUT', '_dmarc.example.com': 'EDNSAWAY' });
    expect(codes(findings)).toEqual(['SPF_TEMPERROR', 'DKIM_NONE', 'DMARC_TEMPERROR', 'ARC_NONE']);
    expect(findings.some(({ points }) => points)).toBe(false);
  });
});

describe('an author that nobody can be held to', () => {
  const from = (...lines: string[]): string =>
    letter.replace('From: Ann <ann@example.com>\r\n', lines.join('\r\n') + '\r\n');

  it.each([
    ['no From', letter.replace('From:', 'X-From:'), 'FROM_MISSING'],
    ['two From fields', from('From: ann@example.com', 'From: eve@other.test'), 'FROM_MULTIPLE'],
    ['the same From twice', from('From: ann@example.com', 'FROM : ann@example.com'), 'FROM_MULTIPLE'],
    ['two mailboxes', from('From: ann@example.com, eve@other.test'), 'FROM_MULTIPLE'],
    ['a group', from('From: Friends: ann@example.com;'), 'FROM_UNREADABLE'],
    ['an empty group', from('From: undisclosed-senders:;'), 'FROM_UNREADABLE'],
    ['no address', from('From: Ann'), 'FROM_UNREADABLE'],
    ['no domain', from('From: <ann>'), 'FROM_UNREADABLE'],
    ['a broken domain', from('From: <ann@ex$mple..com>'), 'FROM_UNREADABLE'],
  ])('%s is never a pass and never "no policy"', async (_what, raw, code) => {
    const findings = await examine(raw);
    expect(codes(findings)).toContain(code);
    expect(codes(findings)).toContain('DMARC_PERMERROR');
    expect(codes(findings)).not.toContain('DMARC_PASS');
    expect(codes(findings)).not.toContain('DMARC_NONE');
  });

  it('does not mistake a colon in a display name for a group', async () => {
    expect(codes(await examine(from('From: News: today <ann@example.com>')))).toContain('DMARC_PASS');
  });

  it('adds no second From to a signed message unseen', async () => {
    const message = await signed(letter);
    const findings = await examine(`From: eve@other.test\r\n${message}`);
    expect(codes(findings)).toContain('FROM_MULTIPLE');
    expect(codes(findings)).not.toContain('DMARC_PASS');
  });
});

describe('ARC', () => {
  const seal = async (raw: string): Promise<string> => {
    const headers = await sealMessage(raw, {
      signingDomain: 'example.com',
      selector: 'sel',
      privateKey: pem(privateKey),
      authResults: 'list.test; spf=pass',
      cv: 'none',
    });
    return headers.toString() + raw;
  };

  it('names the sealer of a whole chain', async () => {
    const arc = (await examine(await seal(letter))).at(-1);
    expect(arc).toMatchObject({ code: 'ARC_PASS', evidence: 'i=1 d=example.com' });
  });

  it('sees a broken chain', async () => {
    expect(codes(await examine((await seal(letter)).replace('Monday', 'Friday')))).toContain('ARC_FAIL');
  });

  it('blames nobody when DNS is away', async () => {
    const names = { ...zone, 'sel._domainkey.example.com': 'ETIMEOUT' };
    expect(codes(await examine(await seal(letter), {}, names))).toContain('ARC_TEMPERROR');
  });
});

it('survives every header section and says only what it has words for', async () => {
  const field = fc.tuple(
    fc.constantFrom('From', 'DKIM-Signature', 'ARC-Seal', 'ARC-Message-Signature', 'ARC-Authentication-Results', 'X'),
    fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.constantFrom('a=rsa-sha256; v=1; d=x; s=y; h=from; b=AA; bh=AA', 'i=1; a=rsa-sha256; cv=none; d=x; s=y; b=A'),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(field, { maxLength: 8 }), fc.string({ maxLength: 40 }), async (fields, body) => {
      const raw = `${fields.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`;
      const findings = await examine(raw);
      expect(codes(findings).filter((code) => !(code in authenticationCodes))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
