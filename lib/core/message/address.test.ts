import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAddresses } from './address.ts';

const cases: [string, string, [string, string][]][] = [
  ['a bare address', 'joe@example.test', [['', 'joe@example.test']]],
  ['RFC 5322 appendix A.1.1', 'John Doe <jdoe@machine.example>', [['John Doe', 'jdoe@machine.example']]],
  [
    'RFC 5322 appendix A.1.2',
    '"Joe Q. Public" <john.q.public@example.com>, Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>',
    [
      ['Joe Q. Public', 'john.q.public@example.com'],
      ['Mary Smith', 'mary@x.test'],
      ['', 'jdoe@example.org'],
      ['Who?', 'one@y.test'],
    ],
  ],
  ['RFC 5322 appendix A.1.2, quoted pairs', '"Giant; \\"Big\\" Box" <s@e.net>', [['Giant; "Big" Box', 's@e.net']]],
  [
    'RFC 5322 appendix A.1.3, a group',
    'A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;',
    [
      ['Ed Jones', 'c@a.test'],
      ['', 'joe@where.test'],
      ['John', 'jdoe@one.test'],
    ],
  ],
  ['an empty group', 'Undisclosed recipients:;', []],
  [
    'RFC 5322 appendix A.5, comments',
    'Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>',
    [['Pete', 'pete@silly.test']],
  ],
  [
    'RFC 5322 appendix A.6.1, a route',
    'Mary <@node.test,@b.test:mary@example.net>, , jdoe@test . example',
    [
      ['Mary', 'mary@example.net'],
      ['', 'jdoe@test.example'],
    ],
  ],
  ['a name in a comment', 'joe@example.test (Joe)', [['Joe', 'joe@example.test']]],
  ['a quoted local part', '"joe doe"@example.test', [['', '"joe doe"@example.test']]],
  ['quotes that say nothing', '"joe"@example.test', [['', 'joe@example.test']]],
  ['an at sign in a quoted local part', '<"a@b"@example.test>', [['', '"a@b"@example.test']]],
  ['an address as a name', 'bank@example.com <thief@example.test>', [['bank@example.com', 'thief@example.test']]],
  ['encoded words', '=?utf-8?Q?J=C3=B6rg?= <j@example.test>', [['Jörg', 'j@example.test']]],
  ['an internationalised domain', 'j@bücher.example', [['', 'j@bücher.example']]],
  ['a domain literal', 'joe@[192.0.2.1]', [['', 'joe@[192.0.2.1]']]],
  ['a name without an address', 'Joe', [['Joe', '']]],
  ['an empty angle', 'joe@example.test <>', [['', 'joe@example.test']]],
  ['an angle that never closes', 'Joe <joe@example.test', [['Joe', 'joe@example.test']]],
  ['the null path', '<>', [['', '']]],
  ['nothing', ' ', []],
];

describe('parseAddresses', () => {
  it.each(cases)('reads %s', (_, value, expected) => {
    expect(parseAddresses(value).map(({ name, address }) => [name, address])).toEqual(expected);
  });

  it('never fails', () => {
    const pieces = fc.array(fc.constantFrom('a', '@', '<', '>', '"', '(', ')', '\\', ',', ':', ';', '[', ' '));
    fc.assert(
      fc.property(pieces, (some) => {
        for (const { address } of parseAddresses(some.join(''))) expect(typeof address).toBe('string');
      }),
      { numRuns: 300 },
    );
  });

  it('takes time in proportion to a field of nothing but brackets', () => {
    for (const one of ['(', '"', '<', '[', '\\', ',', '"\\";'])
      expect(parseAddresses(one.repeat(100_000))).toBeDefined();
  });
});
