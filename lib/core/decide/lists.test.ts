import { describe, expect, test } from 'vitest';

import type { Scope } from '../policy/document.ts';
import type { Entry } from '../policy/schema.ts';
import { decideOn, finding } from './sample.ts';

const entry = (more: Partial<Entry>): Entry => ({ owner: 'postmaster', reason: 'agreed by telephone', ...more });
const allow = (...entries: Partial<Entry>[]): Scope[] => [
  { kind: 'organisation', lists: { allow: entries.map(entry) } },
];
const block = (...entries: Partial<Entry>[]): Scope[] => [
  { kind: 'organisation', lists: { block: entries.map(entry) } },
];

const spammy = finding('A_RULE', 'spam', 'note', 9);
const pass = (code: string, evidence?: string) => ({
  ...finding(code, 'authentication', 'note'),
  ...(evidence !== undefined && { evidence }),
});
const noon = Date.UTC(2026, 4, 1, 12);

describe('allow', () => {
  test('a proven sender is spared what spam asked for, and the log shows both', () => {
    const decision = decideOn({
      scopes: allow({ domain: 'example.com' }),
      findings: [spammy, pass('DMARC_PASS')],
      headerFrom: 'news@mail.example.com',
    });
    expect(decision).toMatchObject({ fate: 'deliver', edits: [], score: 9, spam: { flag: false, required: 5 } });
    expect(decision.because).toEqual([
      {
        layer: 'lists',
        code: 'LISTED_ALLOW',
        scope: 'organisation',
        rule: 'lists.allow[0] domain example.com',
        fate: 'deliver',
      },
    ]);
    expect(decision.overruled.map(({ rule }) => rule)).toEqual(['spam.atLeast 5', 'spam.atLeast 8']);
  });

  test.each([
    ['a virus', finding('CLAMAV_FOUND', 'antivirus', 'infected')],
    ['what open found odd', finding('MIME_TOO_DEEP', 'attachments', 'unscannable')],
    ['a refused DMARC', finding('DMARC_FAIL_REJECT', 'authentication', 'note')],
  ] as const)('never %s', (_what, found) => {
    const scopes = allow({ domain: 'example.com' });
    expect(decideOn({ scopes, findings: [found, pass('SPF_PASS')] }).fate).toBe('quarantine');
  });

  const address = { address: 'sender@example.com' };
  const from = 'sender@example.com';
  const elsewhere = { mailFrom: 'bounce@esp.example' };
  test.each([
    ['DMARC_PASS for From', true, address, [pass('DMARC_PASS')], from, elsewhere],
    ['nothing', false, address, [], from, elsewhere],
    ['SPF of another domain', false, address, [pass('SPF_PASS', 'esp.example')], from, elsewhere],
    ['SPF of the reverse-path', true, address, [pass('SPF_PASS', 'example.com')], undefined, {}],
    ['SPF of an aligned reverse-path', true, address, [pass('SPF_PASS')], from, { mailFrom: 'b@bounce.example.com' }],
    ['SPF of HELO, reverse-path empty', false, address, [pass('SPF_PASS', 'example.com')], from, { mailFrom: '' }],
    ['DKIM of the same domain', true, address, [pass('DKIM_PASS', 'd=example.com s=k1')], from, elsewhere],
    ['DKIM of its subdomain', true, address, [pass('DKIM_PASS', 'd=mail.example.com s=k1')], from, elsewhere],
    ['DKIM of somebody else', false, address, [pass('DKIM_PASS', 'd=esp.example s=example.com')], from, elsewhere],
    ['DKIM that failed', false, address, [pass('DKIM_FAIL', 'd=example.com s=k1')], from, elsewhere],
    [
      'DKIM of a neighbour under a public suffix',
      false,
      { address: 'a@github.io' },
      [pass('DKIM_PASS', 'd=evil.github.io s=k1')],
      'a@github.io',
      elsewhere,
    ],
    [
      'a pass that another layer states',
      false,
      address,
      [{ ...pass('DMARC_PASS'), layer: 'spam' as const }],
      from,
      elsewhere,
    ],
  ])('%s: counts is %s', (_what, counts, listed, findings, headerFrom, envelope) => {
    const sender = headerFrom === undefined ? {} : { headerFrom };
    const decision = decideOn({ scopes: allow(listed), findings: [spammy, ...findings], envelope, ...sender });
    expect(decision.fate).toBe(counts ? 'deliver' : 'quarantine');
    if (!counts) expect(decision.overruled.map(({ code }) => code)).toContain('LISTED_ALLOW_UNPROVEN');
  });

  test('a network needs no other proof', () => {
    const scopes = allow({ network: '192.0.2.0/24' });
    expect(decideOn({ scopes, findings: [spammy] }).fate).toBe('deliver');
    expect(
      decideOn({ scopes, findings: [spammy], envelope: { client: { ip: '192.0.3.1', from: 'socket' } } }).fate,
    ).toBe('quarantine');
  });

  test('a client that cannot be trusted is in no network', () => {
    const scopes = allow({ network: '192.0.2.0/24' });
    for (const client of [undefined, { ip: '192.0.2.10', from: 'none' as const }]) {
      expect(decideOn({ scopes, findings: [spammy], envelope: { client } }).fate).toBe('quarantine');
    }
  });

  test('all that an entry names must hold', () => {
    const scopes = allow({ domain: 'example.com', network: '198.51.100.0/24' });
    expect(decideOn({ scopes, findings: [spammy, pass('SPF_PASS')] }).fate).toBe('quarantine');
  });

  test('whoever has authentication switched off has no proof', () => {
    const scopes: Scope[] = [
      {
        kind: 'organisation',
        examiners: { authentication: 'off' },
        lists: { allow: [entry({ domain: 'example.com' })] },
      },
    ];
    expect(decideOn({ scopes, findings: [spammy, pass('SPF_PASS')] }).fate).toBe('quarantine');
  });
});

describe('block', () => {
  test.each([
    ['an address', { address: 'SENDER@example.com' }, 'lists.block[0] address SENDER@example.com'],
    ['a domain', { domain: 'example.com' }, 'lists.block[0] domain example.com'],
    ['a network', { network: '192.0.2.8/29' }, 'lists.block[0] network 192.0.2.8/29'],
  ])('%s is held, believed without proof', (_what, listed, rule) => {
    const decision = decideOn({ scopes: block(listed) });
    expect(decision.fate).toBe('quarantine');
    expect(decision.because.map((reason) => reason.rule)).toEqual([rule]);
  });

  test('From counts like the reverse-path', () => {
    const scopes = block({ domain: 'bad.example' });
    expect(decideOn({ scopes, headerFrom: 'x@sub.bad.example' }).fate).toBe('quarantine');
    expect(decideOn({ scopes, headerFrom: 'x@notbad.example' }).fate).toBe('deliver');
  });

  test('an entry may choose its action', () => {
    expect(decideOn({ scopes: block({ domain: 'example.com', action: 'discard' }) }).fate).toBe('discard');
  });

  test('block is stricter than allow', () => {
    const lists = { allow: [entry({ domain: 'example.com' })], block: [entry({ address: 'sender@example.com' })] };
    expect(decideOn({ scopes: [{ kind: 'organisation', lists }], findings: [pass('SPF_PASS')] }).fate).toBe(
      'quarantine',
    );
  });

  test('an entry ends with its day', () => {
    const scopes = block({ domain: 'example.com', expires: '2026-05-01' });
    expect(decideOn({ scopes, at: noon }).fate).toBe('quarantine');
    expect(decideOn({ scopes, at: Date.UTC(2026, 4, 2) - 1 }).fate).toBe('quarantine');
    expect(decideOn({ scopes, at: Date.UTC(2026, 4, 2) }).fate).toBe('deliver');
  });

  test('an entry that names nothing matches nothing', () => {
    expect(decideOn({ scopes: block({}) }).fate).toBe('deliver');
  });
});
