import { expect, it } from 'vitest';

import { isPublicAddress, isSameAddress, reverseName } from './client-address.ts';

it.each(['8.8.8.8', '198.51.100.7', '100.63.255.255', '172.32.0.1', '2001:db8::1', '::ffff:8.8.8.8'])(
  '%s is public',
  (ip) => {
    expect(isPublicAddress(ip)).toBe(true);
  },
);

it.each([
  '10.1.2.3',
  '127.0.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.1.1',
  '100.64.0.1',
  '::1',
  '::ffff:10.0.0.1',
  'fe80::1',
  'fd00::1',
  'localhost',
  '8.8.8.0/24',
  '',
])('%s is not', (ip) => {
  expect(isPublicAddress(ip)).toBe(false);
});

it('knows two spellings of one address', () => {
  expect(isSameAddress('::ffff:192.0.2.1', '192.0.2.1')).toBe(true);
  expect(isSameAddress('2001:DB8::1', '2001:db8:0:0:0:0:0:1')).toBe(true);
  expect(isSameAddress('192.0.2.0/24', '192.0.2.1')).toBe(false);
  expect(isSameAddress('192.0.2.1', '192.0.2.2')).toBe(false);
});

it('turns addresses round for DNS', () => {
  expect(reverseName('192.0.2.1')).toBe('1.2.0.192.in-addr.arpa');
  expect(reverseName('::ffff:192.0.2.1')).toBe('1.2.0.192.in-addr.arpa');
  // The example of RFC 3596 section 2.5.
  expect(reverseName('4321:0:1:2:3:4:567:89ab')).toBe(
    'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa',
  );
  expect(reverseName('no address')).toBeUndefined();
});
