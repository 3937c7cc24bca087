import { expect, it } from 'vitest';

import { isPublicAddress } from './client-address.ts';

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
