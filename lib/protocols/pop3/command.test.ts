import { describe, expect, test } from 'vitest';

import { readCommand, readNumbers, readPlain } from './command.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each([
  ['STAT', 'STAT', ''],
  ['stat', 'STAT', ''],
  ['PASS  two blanks ', 'PASS', ' two blanks '],
  ['RETR 1', 'RETR', '1'],
  ['XYZZY 1', 'unknown', '1'],
  ['', 'unknown', ''],
  ['constructor', 'unknown', ''],
])('%j', (line, keyword, argument) => expect(readCommand(line)).toEqual({ keyword, argument }));

test.each([
  ['', []],
  ['1', [1]],
  [' 1  20 ', [1, 20]],
  ['1 x', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['9999999999', undefined],
])('the numbers of %j', (argument, numbers) => expect(readNumbers(argument)).toEqual(numbers));

describe('SASL PLAIN', () => {
  // RFC 4616 section 4.
  test('tim with his tanstaaftanstaaf', () => {
    expect(readPlain(base64('\0tim\0tanstaaftanstaaf'))).toEqual({ name: 'tim', password: 'tanstaaftanstaaf' });
  });
  test('in UTF-8', () => expect(readPlain(base64('\0jösé\0pä ss'))).toEqual({ name: 'jösé', password: 'pä ss' }));
  test('Kurt who wants to be Ursel may not', () => expect(readPlain(base64('Ursel\0Kurt\0xipj3plmq'))).toBeUndefined());
  test.each(['', '=', '*', 'not base64!', base64('tim'), base64('\0\0x'), base64('\0a\0b\0c')])(
    '%j is none',
    (response) => {
      expect(readPlain(response)).toBeUndefined();
    },
  );
});
