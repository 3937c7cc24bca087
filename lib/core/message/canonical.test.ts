import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { canonicalAddress, canonicalDomain, splitAddress } from './canonical.ts';

test.each([
  ['Alice@Example.COM', 'alice@example.com'],
  ['alice@example.com.', 'alice@example.com'],
  ['"alice"@example.com', 'alice@example.com'],
  ['"a b"@example.com', '"a b"@example.com'],
  ['"a\\"b"@example.com', '"a\\"b"@example.com'],
  ['"a@b"@example.com', '"a@b"@example.com'],
  ['jürgen@münchen.example', 'jürgen@xn--mnchen-3ya.example'],
  ['x@[192.0.2.1]', 'x@[192.0.2.1]'],
  ['x@[IPv6:2001:db8::1]', 'x@[ipv6:2001:db8::1]'],
])('%s is %s', (written, canonical) => {
  expect(canonicalAddress(written)).toBe(canonical);
});

test.each([
  '',
  '@',
  'a@',
  '@b',
  'a b@example.com',
  'a@b@example.com',
  '"a"b"@example.com',
  'a@-x.example',
  'a@x..example',
  'a@x y',
])('%j is no address', (written) => {
  expect(canonicalAddress(written)).toBeUndefined();
});

test('a quoted local part is read without its quotes', () => {
  expect(splitAddress('"a\\@b"@Example.com')).toEqual({ local: 'a@b', domain: 'example.com' });
});

test.each([
  ['EXAMPLE.', 'example'],
  ['faß.example', 'xn--fa-hia.example'],
  ['a%2eb', undefined],
  ['a/b', undefined],
  [`${'a'.repeat(64)}.example`, undefined],
  ['_dmarc.example', '_dmarc.example'],
])('domain %s is %s', (written, canonical) => {
  expect(canonicalDomain(written)).toBe(canonical);
});

test('what is canonical stays as it is, and nothing throws', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      (local, domain) => {
        const once = canonicalAddress(`${local}@${domain}`);
        if (once !== undefined) expect(canonicalAddress(once)).toBe(once);
      },
    ),
  );
  fc.assert(
    fc.property(fc.emailAddress(), (address) => {
      expect(canonicalAddress(address)).toBe(address.toLowerCase());
    }),
    { numRuns: 50 },
  );
});
