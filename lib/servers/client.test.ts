import type { Socket } from 'node:net';

import { describe, expect, test } from 'vitest';

import { clientIp, clientNetwork, isLocal, isLoopback } from './client.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  [undefined, undefined],
])('the address of a socket from %s', (remoteAddress, ip) => {
  expect(clientIp({ remoteAddress } as Socket)).toBe(ip);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:1:2:3::', '2001:db8:1:2::/64'],
])('the network of %s', (ip, network) => expect(clientNetwork(ip)).toBe(network));

describe('local addresses', () => {
  test.each(['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '::1', 'fd00::1', 'fe80::1'])('%s is', (ip) => {
    expect(isLocal(ip)).toBe(true);
  });
  test.each(['192.0.2.1', '172.32.0.1', '11.0.0.1', '2001:db8::1'])('%s is not', (ip) =>
    expect(isLocal(ip)).toBe(false),
  );
});

test('loopback', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1', '10.0.0.1', '::2'].map(isLoopback)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
