import { describe, expect, test } from 'vitest';

import type { DirectoryDocument } from './directory.ts';
import type { Scope } from './document.ts';
import { compileRules } from './rules.ts';

const directory: DirectoryDocument = {
  v: 1,
  domains: [
    {
      name: 'Example.Test',
      route: 'mailbox',
      recipients: ['alice', { name: 'bob', aliases: ['robert', 'b.o.b'] }, { name: 'odd one' }, 'list+exact'],
    },
    { name: 'bücher.example', route: { smtp: ['a.example:25', 'b.example:25'] }, recipients: ['käthe'] },
    { name: 'open.example', route: 'mx', unknown: 'accept' },
  ],
  groups: [
    { name: 'first', members: ['alice@example.test'] },
    { name: 'second', members: ['alice@example.test', 'Bob@Example.test'] },
  ],
};

const rulesOf = (scopes: Scope[], dir = directory) =>
  compileRules({ version: 3, at: 0, by: 'test', policy: { v: 1, scopes }, directory: dir });

describe('locate', () => {
  const { locate } = rulesOf([]);
  const addressOf = (address: string) => {
    const found = locate(address);
    return typeof found === 'object' ? found.address : found;
  };

  test.each([
    ['alice@example.test', 'alice@example.test'],
    ['ALICE@EXAMPLE.TEST', 'alice@example.test'],
    ['alice@example.test.', 'alice@example.test'],
    ['"alice"@example.test', 'alice@example.test'],
    ['"al\\ice"@example.test', 'alice@example.test'],
    ['alice+tag@example.test', 'alice@example.test'],
    ['alice+a+b@example.test', 'alice@example.test'],
    ['robert@example.test', 'bob@example.test'],
    ['Robert+x@example.test', 'bob@example.test'],
    ['b.o.b@example.test', 'bob@example.test'],
    ['"odd one"@example.test', '"odd one"@example.test'],
    ['list+exact@example.test', 'list+exact@example.test'],
    ['käthe@bücher.example', 'käthe@xn--bcher-kva.example'],
    ['KÄTHE@XN--BCHER-KVA.example', 'käthe@xn--bcher-kva.example'],
    ['ka\u0308the@bu\u0308cher.example', 'käthe@xn--bcher-kva.example'],
    ['anyone+x@open.example', 'anyone@open.example'],
    // RFC 5321 section 4.5.1.
    ['postmaster', 'alice@example.test'],
    ['Postmaster@example.test', 'alice@example.test'],
    ['postmaster@open.example', 'postmaster@open.example'],
    // Ours, but nobody.
    ['nobody@example.test', 'unknown'],
    ['+tag@example.test', 'unknown'],
    ['robert@xn--bcher-kva.example', 'unknown'],
    ['constructor@example.test', 'unknown'],
    // Not ours.
    ['alice@elsewhere.example', undefined],
    ['alice@sub.example.test', undefined],
    ['alice', undefined],
    ['@example.test', undefined],
    ['alice@', undefined],
    ['', undefined],
    ['a..b@example.test', undefined],
    ['alice@elsewhere.example@example.test', undefined],
    ['"alice@example.test', undefined],
    [`${'a'.repeat(600)}@example.test`, undefined],
  ])('%s is %s', (address, expected) => {
    expect(addressOf(address)).toBe(expected);
  });

  test('a listed postmaster comes before the first recipient', () => {
    const domains = [
      { name: 'example.test', route: 'mx' as const, recipients: ['alice', { name: 'bob', aliases: ['postmaster'] }] },
    ];
    const { locate } = rulesOf([], { v: 1, domains });
    expect(locate('postmaster')).toMatchObject({ address: 'bob@example.test' });
  });

  test('routes, groups and tags', () => {
    expect(locate('Alice+x@example.test')).toEqual({
      address: 'alice@example.test',
      domain: 'example.test',
      groups: ['first', 'second'],
      route: { mailbox: 'alice@example.test' },
      to: 'alice@example.test',
    });
    expect(locate('käthe+News@bücher.example')).toMatchObject({
      groups: [],
      route: { smtp: ['a.example:25', 'b.example:25'] },
      to: 'käthe+News@xn--bcher-kva.example',
    });
    expect(locate('anyone@open.example')).toMatchObject({ route: { mx: true } });
  });
});

describe('effective', () => {
  test('who sets nothing has the shipped defaults', () => {
    const { policy, origin } = rulesOf([]).effective('alice@example.test');
    expect(policy.antivirus['infected']).toBe('quarantine');
    expect(policy.spam.atLeast.map(({ points }) => points)).toEqual([5, 8]);
    expect(origin('antivirus.infected')).toBe('platform defaults');
  });

  test('each setting comes from the nearest scope that sets it', () => {
    const { policy, origin } = rulesOf([
      { kind: 'recipient', name: 'Alice@Example.test', zone: 'Europe/Berlin' },
      { kind: 'organisation', antivirus: { infected: 'discard', encrypted: 'quarantine' }, zone: 'UTC', locale: 'de' },
      { kind: 'domain', name: 'EXAMPLE.test', antivirus: { infected: 'quarantine' } },
      { kind: 'platform', quarantine: { days: 14 }, antivirus: { CLAMAV_FOUND: 'discard' } },
    ]).effective('alice+x@example.test');
    expect(policy).toMatchObject({ zone: 'Europe/Berlin', locale: 'de' });
    expect(policy.antivirus).toEqual({
      infected: 'quarantine',
      suspicious: 'quarantine',
      unscannable: 'quarantine',
      failed: 'quarantine',
      encrypted: 'quarantine',
      CLAMAV_FOUND: 'discard',
    });
    expect(policy.quarantine).toEqual({ days: 14, userMayRelease: true, digest: true });
    const paths = [
      'zone',
      'locale',
      'antivirus.infected',
      'antivirus.encrypted',
      'quarantine.days',
      'quarantine.digest',
    ];
    expect(paths.map(origin)).toEqual([
      'recipient Alice@Example.test',
      'organisation',
      'domain EXAMPLE.test',
      'organisation',
      'platform',
      'platform defaults',
    ]);
  });

  test('arrays are replaced, not joined', () => {
    const rules = rulesOf([
      { kind: 'organisation', attachments: { rules: [{ name: '*.zip', action: 'quarantine' }] } },
      { kind: 'group', name: 'second', attachments: { rules: [] } },
    ]);
    expect(rules.effective('alice@example.test').policy.attachments.rules).toEqual([]);
    expect(rules.effective('käthe@bücher.example').policy.attachments.rules).toHaveLength(1);
    expect(rules.effective('alice@example.test').policy.attachments['infected']).toBe('quarantine');
  });

  test('of two groups the one that the directory lists first is nearer', () => {
    const rules = rulesOf([
      { kind: 'group', name: 'first', zone: 'Europe/Paris' },
      { kind: 'group', name: 'second', zone: 'Europe/Rome', locale: 'it' },
    ]);
    expect(rules.effective('alice@example.test').policy).toMatchObject({ zone: 'Europe/Paris', locale: 'it' });
    expect(rules.effective('bob@example.test').policy).toMatchObject({ zone: 'Europe/Rome', locale: 'it' });
  });

  test('what is locked above stays, whether by its path or by its section', () => {
    const below: Scope = {
      kind: 'recipient',
      name: 'alice@example.test',
      antivirus: { infected: 'deliver', CLAMAV_FOUND: 'deliver' },
      quarantine: { days: 1, digest: false },
    };
    const rules = rulesOf([
      { kind: 'organisation', locked: ['antivirus', 'quarantine.days'], quarantine: { days: 60 } },
      below,
    ]);
    const { policy, origin } = rules.effective('alice@example.test');
    expect(policy.antivirus).not.toHaveProperty('CLAMAV_FOUND');
    expect(policy.antivirus['infected']).toBe('quarantine');
    expect(policy.quarantine).toEqual({ days: 60, userMayRelease: true, digest: false });
    expect(origin('quarantine.days')).toBe('organisation');
  });

  test('a lock binds below, not its own scope and not a group beside it', () => {
    const rules = rulesOf([
      { kind: 'group', name: 'second', locked: ['zone'], zone: 'Europe/Rome' },
      { kind: 'group', name: 'first', zone: 'Europe/Paris' },
      { kind: 'recipient', name: 'alice@example.test', zone: 'UTC' },
    ]);
    expect(rules.effective('alice@example.test').policy.zone).toBe('Europe/Paris');
  });

  test('recipients with the same scopes share one policy', () => {
    const rules = rulesOf([{ kind: 'organisation', locale: 'de' }]);
    expect(rules.effective('alice@example.test')).toBe(rules.effective('käthe@bücher.example'));
  });

  test('who is nobody has what the organisation set', () => {
    const rules = rulesOf([
      { kind: 'organisation', locale: 'de' },
      { kind: 'domain', name: 'example.test', locale: 'fr' },
    ]);
    expect(rules.effective('nobody@example.test').policy.locale).toBe('de');
    expect(rules.effective('someone@elsewhere.example').policy.locale).toBe('de');
  });
});
