import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { carriesRoute, readPath } from './path.ts';

const addressOf = (text: string): string | undefined => readPath(text)?.mailbox.address;

describe('paths of RFC 5321', () => {
  test.each([
    ['<>', ''],
    ['<a@example.org>', 'a@example.org'],
    ['<Jones@XYZ.COM>', 'Jones@XYZ.COM'],
    ['<postmaster>', 'postmaster'],
    // Section 4.1.1.3 and appendix D.3.
    ['<@hosta.int,@jkl.org:userc@d.bar.org>', 'userc@d.bar.org'],
    ["<!#$%&'*+-/=?^_`{|}~@example.org>", "!#$%&'*+-/=?^_`{|}~@example.org"],
    // Section 4.1.2: "Joe\,Smith" and "Joe,Smith" are one.
    [String.raw`<"Joe\,Smith"@example.org>`, '"Joe,Smith"@example.org'],
    ['<"Joe,Smith"@example.org>', '"Joe,Smith"@example.org'],
    ['<"joe"@example.org>', 'joe@example.org'],
    ['<" "@example.org>', '" "@example.org'],
    [String.raw`<"a\"b\\c"@example.org>`, String.raw`"a\"b\\c"@example.org`],
    ['<"a>b"@example.org>', '"a>b"@example.org'],
    ['<a@[192.0.2.1]>', 'a@[192.0.2.1]'],
    ['<a@[IPv6:2001:db8::1]>', 'a@[IPv6:2001:db8::1]'],
    ['<a@xn--bcher-kva.example>', 'a@xn--bcher-kva.example'],
    ['<a@_dmarc.example.org>', 'a@_dmarc.example.org'],
    ['<a..b.@docomo.example>', 'a..b.@docomo.example'],
    ['<用户@例子.广告>', '用户@例子.广告'],
  ])('%s', (text, address) => expect(addressOf(text)).toBe(address));

  test('what stands behind is handed on', () => {
    expect(readPath('<a@example.org> SIZE=1')?.rest).toBe(' SIZE=1');
    expect(readPath('<a@example.org>junk')?.rest).toBe('junk');
  });

  test('ascii or not', () => {
    expect(readPath('<a@example.org>')?.mailbox.ascii).toBe(true);
    expect(readPath('<é@example.org>')?.mailbox.ascii).toBe(false);
    expect(readPath('<a@bücher.example>')?.mailbox.ascii).toBe(false);
  });
});

describe('no paths', () => {
  test.each([
    '',
    'a@example.org',
    '<',
    '<a',
    '<a@',
    '<a@>',
    '<@example.org>',
    '<""@example.org>',
    '<a b@example.org>',
    '<a@b@example.org>',
    '<a@example..org>',
    '<a@.example.org>',
    '<a@example.org.>',
    '<a@-example.org>',
    '<a@example-.org>',
    '<a@exa mple.org>',
    '<a@exa/mple.org>',
    '<a@[]>',
    '<a@[192.0.2.1>',
    '<"a@example.org>',
    '<<a@example.org>>',
    '<@relay:a@b@c>',
    '<@relay,a@b>',
    `<a@${'x'.repeat(64)}.example>`,
    `<a@${'x.'.repeat(130)}example>`,
  ])('%s', (text) => expect(readPath(text)).toBeUndefined());
});

test('routing in the local part is seen behind quotes and backslashes', () => {
  const carries = (text: string): boolean => carriesRoute(readPath(text)!.mailbox);
  expect(carries('<a%b@example.test>')).toBe(true);
  expect(carries('<b!a@example.test>')).toBe(true);
  expect(carries('<"a@b"@example.test>')).toBe(true);
  expect(carries(String.raw`<"a\@b"@example.test>`)).toBe(true);
  expect(carries('<a+b=c.d@example.test>')).toBe(false);
});

test('an address that was read is read as itself again', () => {
  const character = fc.constantFrom(...Array.from('ab.@"\\ <>,:é[]%'));
  fc.assert(
    fc.property(fc.array(character, { maxLength: 12 }), fc.boolean(), (characters, quoted) => {
      const local = characters.join('');
      const first = addressOf(quoted ? `<"${local.replace(/["\\]/g, '\\$&')}"@example.org>` : `<${local}@example.org>`);
      if (first !== undefined) expect(addressOf(`<${first}>`)).toBe(first);
    }),
  );
});

test('hostile lines take no time', () => {
  const long = 100_000;
  for (const text of [
    '@a,'.repeat(long),
    `"${'\\"'.repeat(long)}`,
    `a@${'a.'.repeat(long)}`,
    `a@${'-'.repeat(long)}`,
  ]) {
    expect(readPath(`<${text}`)).toBeUndefined();
  }
});
