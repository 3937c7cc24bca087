import * as fc from 'fast-check';
import { BlockList } from 'node:net';
import { expect, test } from 'vitest';

import { contains, parseNetwork } from './network.ts';

const isIn = (network: string, address: string): boolean => {
  const parsed = parseNetwork(network);
  return parsed !== undefined && contains(parsed, address);
};

test.each([
  ['192.0.2.0/24', '192.0.2.255', true],
  ['192.0.2.0/24', '192.0.3.0', false],
  ['192.0.2.77/24', '192.0.2.1', true],
  ['192.0.2.1', '192.0.2.1', true],
  ['192.0.2.1', '192.0.2.2', false],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['192.0.2.0/24', '::ffff:192.0.2.9', true],
  ['::ffff:c000:200/120', '192.0.2.9', true],
  ['2001:db8::/32', '2001:DB8:ffff::1', true],
  ['2001:db8::/32', '2001:db9::', false],
  ['::/0', '192.0.2.1', true],
  ['2001:db8::1', '2001:0db8:0:0:0:0:0:1', true],
  ['192.0.2.0/24', 'not an address', false],
])('%s holds %s: %s', (network, address, expected) => {
  expect(isIn(network, address)).toBe(expected);
});

test.each([
  '',
  'x',
  '192.0.2',
  '192.0.2.256',
  '192.0.2.01',
  '192.0.2.1/33',
  '192.0.2.1/',
  '192.0.2.1/8/8',
  '192.0.2.1/-1',
  '2001:db8',
  '2001:::1',
  '1::2::3',
  '1:2:3:4:5:6:7:8:9',
  '::1/129',
  'fe80::1%eth0',
  '::1.2.3',
  '12345::',
  '::/08',
])('%s is no network', (text) => {
  expect(parseNetwork(text)).toBeUndefined();
});

test("agrees with Node's block list", () => {
  const v4 = fc.ipV4();
  fc.assert(
    fc.property(v4, fc.integer({ min: 1, max: 32 }), v4, (base, bits, address) => {
      const list = new BlockList();
      list.addSubnet(base, bits, 'ipv4');
      expect(isIn(`${base}/${bits}`, address)).toBe(list.check(address, 'ipv4'));
    }),
  );
});
