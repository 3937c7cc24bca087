import fc from 'fast-check';
import { expect, it } from 'vitest';

import { hostKind } from './host-kind.ts';

const ip = '192.0.2.45';

it.each([
  ['p57a1b2.dip0.t.example.net', 'named'],
  ['mail.example.com', 'named'],
  ['mx45.example.com', 'named'],
  ['dynamic.example.com', 'named'],
  ['192-0-2-45.example.net', 'generic'],
  ['45.2.0.192.example.net', 'generic'],
  ['host192000002045.example.net', 'generic'],
  ['c000022d.example.net', 'generic'],
  ['static-192-0-2-45.isp.example.net', 'generic'],
  ['mail-192-0-2-45.dsl.example.net', 'generic'],
  ['pool-192-0-2-45.example.net', 'dynamic'],
  ['192.0.2.45.dyn.example.net', 'dynamic'],
  ['x45-2.cable7.example.net', 'dynamic'],
  ['DSL-192-0-2-45.Example.NET.', 'dynamic'],
])('%s is %s', (name, kind) => {
  expect(hostKind(name, ip)).toBe(kind);
});

it.each([
  ['20010db8000000000000000000000045.dyn.example.net', 'dynamic'],
  ['2001-0db8-0000-0000-0000-0000-0000-0045.example.net', 'generic'],
  ['mail.example.net', 'named'],
])('%s of an IPv6 host is %s', (name, kind) => {
  expect(hostKind(name, '2001:db8::45')).toBe(kind);
});

it('has a word for every name', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (name, address) => {
      expect(['named', 'generic', 'dynamic']).toContain(hostKind(name, address));
    }),
    { numRuns: 200 },
  );
});
