import { describe, expect, it } from 'vitest';

import { cell, nextPage, shortId, shortTime, table, time } from './output.ts';

const lines = (...args: Parameters<typeof table>): string[] => table(...args).split('\n');

describe('a table', () => {
  it('is as wide as its cells', () => {
    expect(
      lines(
        ['a', 'what', 'id'],
        [
          ['long', 'x', '1'],
          ['', 'yy', '22'],
        ],
        80,
      ),
    ).toEqual(['a     what  id', 'long  x     1', '      yy    22']);
  });

  it('lets the widest columns give way, and never cuts the last', () => {
    const row = ['delivered', 'a'.repeat(30), 'b'.repeat(20), '0123456789abcdef'];
    const [, cut = ''] = lines(['state', 'from', 'to', 'id'], [row], 60);
    expect(cut).toBe(`delivered  ${'a'.repeat(13)}…  ${'b'.repeat(14)}…  0123456789abcdef`);
    expect(cut).toHaveLength(60);
  });

  it('stays readable where there is no room', () => {
    const [, cut] = lines(['from', 'id'], [['a'.repeat(30), '0123']], 5);
    expect(cut).toBe(`${'a'.repeat(11)}…  0123`);
  });
});

describe('a cell', () => {
  it.each([
    ['plain', 10, 'plain'],
    [undefined, 10, ''],
    ['exactly10!', 10, 'exactly10!'],
    ['eleven long', 10, 'eleven lo…'],
    ['\u001b[31mred\u0007\r\n', 60, '[31mred'],
    ['evil\u202Egpj.exe\u2066\u009b', 60, 'evilgpj.exe'],
  ])('of %j in %i', (text, width, shown) => {
    expect(cell(text, width)).toBe(shown);
  });
});

it('tells times in UTC', () => {
  const at = Date.UTC(2026, 10, 24, 5, 6, 7, 999);
  expect([time(at), shortTime(at)]).toEqual(['2026-11-24 05:06:07', '11-24 05:06:07']);
});

it('shortens an id to its time and some chance', () => {
  expect(shortId('01a20e8f-dcb0-7e55-a482-50f0994eb40e')).toBe('01a20e8f-dcb0-7e55');
  expect(shortId('jfmpRSrI/0')).toBe('jfmpRSrI/0');
});

it.each([
  [true, undefined, []],
  [true, 'abc', [{ cursor: 'abc' }]],
  [false, undefined, []],
  [false, 'abc', ['More: --cursor abc']],
])('says how to ask for the next page (json %j, cursor %j)', (json, cursor, expected) => {
  const heard: unknown[] = [];
  const out = {
    json,
    say: (line: string) => void (json || heard.push(line)),
    data: (value: unknown) => void (json && heard.push(value)),
    complain: () => {},
  };
  nextPage(out, cursor);
  expect(heard).toEqual(expected);
});
