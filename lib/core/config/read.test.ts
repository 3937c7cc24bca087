import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { defaultDirectory } from '../policy/default-directory.ts';
import { exportDocument } from './export.ts';
import { formatProblem, type Read } from './problem.ts';
import { readDirectory } from './read-directory.ts';
import { readPolicy } from './read-policy.ts';
import { readSettings } from './read-settings.ts';
import { defaultSettingsText } from './settings-text.ts';

const everything = (): boolean => true;

function accepted<T>(read: Read<T>): T {
  if ('errors' in read) throw new Error(read.errors.map(formatProblem).join('\n'));
  return read.ok;
}

describe('documents in order', () => {
  test('a policy that uses everything', () => {
    const text = `
v: 1
scopes:
  - kind: platform
    locked: [antivirus.infected, quarantine.days, authentication.DMARC_FAIL_REJECT]
  - kind: organisation
    examiners: { antivirus/yara: off }
    antivirus: { encrypted: { fate: deliver, edits: [{ subject: "[ENCRYPTED]" }] }, CLAMAV_FOUND: discard }
    attachments:
      unscannable: quarantine
      ARCHIVE_ENCRYPTED: quarantine
      rules:
        - { class: executable, action: quarantine }
        - { name: ["*.zip", "invoice*"], insideArchive: false, minSize: 1000, except: ["ok*"], action: { fate: redirect, redirectTo: desk@example.test } }
        - { sha256: ${'ab'.repeat(32)}, type: "image/*", action: discard }
    spam: { atLeast: [{ points: 5, action: { fate: deliver, edits: [{ header: { name: X-Spam, value: "{score}" } }, { folder: Junk }] } }, { points: 8, action: quarantine }] }
    lists:
      allow: [{ domain: example.com, owner: alice@example.test, reason: "partner", expires: 2027-12-31 }]
      block: [{ network: "192.0.2.0/24", owner: postmaster, reason: "spam", action: discard }, { address: a@b.example, owner: x, reason: y }]
    quarantine: { userMayRelease: false, digest: false }
    notify: [{ sms: ["+441632960001"], text: "{from}: {subject}", quiet: "22:00-07:00" }]
    zone: Europe/Berlin
    locale: de-AT
  - { kind: domain, name: BÜCHER.example, zone: UTC }
  - { kind: group, name: sales, locale: fr }
  - { kind: recipient, name: Alice@example.test, spam: { atLeast: [] } }
`;
    expect(accepted(readPolicy(text, 'policy.yaml')).scopes).toHaveLength(5);
  });

  test('a directory that uses everything', () => {
    const text = `
v: 1
domains:
  - { name: example.test, route: mailbox, recipients: [alice, { name: bob, aliases: [robert] }] }
  - name: inside.example
    route: { smtp: ["mail.inside.example:25", "192.0.2.1", "[2001:db8::25]:2525"] }
    recipients: [carol, { name: dave, route: mailbox }, "o'neil", "two words"]
  - { name: open.example, route: mx, unknown: accept }
groups:
  - { name: sales, members: [carol@inside.example, anyone@open.example] }
mailboxes:
  - { address: alice@example.test, password: "file:secrets/alice" }
  - { address: Bob@example.test, password: "file:secrets/bob" }
  - { address: dave@inside.example, password: "secret:dave@inside.example" }
`;
    expect(accepted(readDirectory(text, 'directory.yaml')).domains).toHaveLength(3);
  });

  test('the first directory, exported and read again, is the same', () => {
    const text = exportDocument(defaultDirectory());
    expect(accepted(readDirectory(text, 'directory.yaml'))).toEqual(defaultDirectory());
  });

  test('the first settings say what an empty file means', () => {
    const empty = accepted(readSettings('', 'settings.yaml', everything));
    expect(accepted(readSettings(defaultSettingsText(), 'settings.yaml', everything))).toEqual(empty);
    expect(empty.smtp.listen).toEqual({ host: '127.0.0.1', port: 2525 });
    expect(empty).toMatchObject({
      clamav: 'auto',
      yara: 'on',
      pop3: { clearTextLogin: 'loopback' },
      waiting: { hours: 4 },
    });
  });

  test('the first settings take other addresses', () => {
    const text = defaultSettingsText({ smtp: '[::1]:0', hostname: 'mx.example.test' });
    const { smtp, hostname } = accepted(readSettings(text, 'settings.yaml', everything));
    expect(smtp.listen).toEqual({ host: '::1', port: 0 });
    expect(hostname).toBe('mx.example.test');
  });

  test.each([
    ['off', 'off'],
    ['{ off: "no network" }', { off: 'no network' }],
    ['{ socket: /run/clamd }', { socket: '/run/clamd' }],
    ['{ signatures: /var/lib/clamav }', { signatures: '/var/lib/clamav' }],
  ])('clamav: %s', (written, value) => {
    expect(accepted(readSettings(`clamav: ${written}`, 'settings.yaml', everything)).clamav).toEqual(value);
  });

  test('Windows line ends and a byte order mark change nothing', () => {
    const text = `\uFEFF${exportDocument(defaultDirectory()).replaceAll('\n', '\r\n')}`;
    expect(accepted(readDirectory(text, 'directory.yaml'))).toEqual(defaultDirectory());
  });
});

describe('with the directory at hand', () => {
  const names = (scope: string): string[] => {
    const read = readPolicy(`v: 1\nscopes:\n  - ${scope}\n`, 'policy.yaml', {
      ...defaultDirectory(),
      groups: [{ name: 'sales', members: ['bob@example.test'] }],
    });
    return 'errors' in read ? read.errors.map(formatProblem) : [];
  };

  test.each([
    ['{ kind: recipient, name: alice@example.test, zone: UTC }', []],
    ['{ kind: domain, name: EXAMPLE.test, zone: UTC }', []],
    ['{ kind: group, name: sales, zone: UTC }', []],
    [
      '{ kind: recipient, name: carol@example.test, zone: UTC }',
      [
        'policy.yaml:3: scopes[0].name is "carol@example.test", who is not in the directory: add the recipient there first, or mend the name.',
      ],
    ],
    [
      '{ kind: recipient, name: alice+x@example.test, zone: UTC }',
      [
        'policy.yaml:3: scopes[0].name is "alice+x@example.test", which is another name of alice@example.test: write name: alice@example.test.',
      ],
    ],
    [
      '{ kind: group, name: slaes, zone: UTC }',
      ['policy.yaml:3: scopes[0].name is "slaes", a group that is not in the directory: write "sales".'],
    ],
    [
      '{ kind: domain, name: other.example, zone: UTC }',
      ['policy.yaml:3: scopes[0].name is "other.example", a domain that is not in the directory: write example.test.'],
    ],
  ])('%s', (scope, expected) => {
    expect(names(scope)).toEqual(expected);
  });

  test('a redirect to one of ours leads to somebody', () => {
    const to = (address: string): string =>
      `{ kind: organisation, wire: { failed: { fate: redirect, redirectTo: ${address} } } }`;
    expect(names(to('alice+desk@example.test'))).toEqual([]);
    expect(names(to('anybody@elsewhere.example'))).toEqual([]);
    expect(names(to('nobody@example.test'))).toEqual([
      'policy.yaml:3: scopes[0].wire.failed.redirectTo is "nobody@example.test", who is not in the directory: add the recipient there first, or mend the address.',
    ]);
  });

  test('a lock of a group binds its members', () => {
    const scopes =
      '{ kind: group, name: sales, locked: [zone] }\n  - { kind: recipient, name: bob@example.test, zone: UTC }\n  - { kind: recipient, name: alice@example.test, zone: UTC }';
    expect(names(scopes)).toEqual([
      'policy.yaml:4: scopes[1].zone is locked by group sales: take it out here, or the lock out there.',
    ]);
  });
});

describe('whatever is written', () => {
  const readers = [
    (text: string) => readPolicy(text, 'f'),
    (text: string) => readDirectory(text, 'f'),
    (text: string) => readSettings(text, 'f', everything),
  ];

  test('a reader answers, and each error has a line of the file', () => {
    const word = fc.constantFrom(
      'v',
      '1',
      'scopes',
      'domains',
      '-',
      ':',
      ' ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      'kind',
      '"',
      '&a',
      '*a',
      '!t',
      '#',
      '\t',
      'é',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...readers), (text, read) => {
        const result = read(text);
        for (const { line, message } of 'errors' in result ? result.errors : []) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(text.split('\n').length + 1);
          expect(message).toMatch(/\S\.$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('any value in the place of another is told, never thrown', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const keys = fc.constantFrom(
      'v',
      'scopes',
      'domains',
      'groups',
      'mailboxes',
      'smtp',
      'clamav',
      '__proto__',
      'constructor',
    );
    fc.assert(
      fc.property(fc.dictionary(keys, value), fc.constantFrom(...readers), (document, read) => {
        expect(read(JSON.stringify(document))).toBeTypeOf('object');
      }),
      { numRuns: 200 },
    );
  });
});
