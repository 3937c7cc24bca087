import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseHeader } from './header.ts';

const parse = (text: string) => parseHeader(Buffer.from(text, 'latin1'));
const pairs = (text: string) => parse(text).fields.map(({ name, value }) => [name, value]);

describe.each(['\r\n', '\n'])('a header section with line ends %j', (end) => {
  it('is a list of fields in order, repeated ones kept', () => {
    const text = ['Received: one', 'Received: two', 'Subject: Hi', '', 'Body: no'].join(end);
    expect(pairs(text)).toEqual([
      ['received', 'one'],
      ['received', 'two'],
      ['subject', 'Hi'],
    ]);
    expect(text.slice(parse(text).bodyStart)).toBe('Body: no');
  });

  it('is unfolded (RFC 5322 section 2.2.3)', () => {
    expect(pairs(['Subject: a', '  b', '\tc', '', ''].join(end))).toEqual([['subject', 'a  b\tc']]);
  });

  it('tells where each field stands', () => {
    const text = ['A: 1', 'B: 2', ' 3', '', 'x'].join(end);
    const [, second] = parse(text).fields;
    expect(text.slice(second?.start, second?.end)).toBe(`B: 2${end} 3${end}`);
  });

  it('ends at the end of the bytes when there is no empty line', () => {
    const text = `A: 1${end}B: 2`;
    expect(pairs(text)).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(parse(text).bodyStart).toBe(text.length);
  });
});

describe('parseHeader', () => {
  it('keeps a line that is no field under the empty name', () => {
    expect(pairs('From joe@example.test Thu Aug 22 12:36:23 2002\nSubject: x\nno field\n\n')).toEqual([
      ['', 'From joe@example.test Thu Aug 22 12:36:23 2002'],
      ['subject', 'x'],
      ['', 'no field'],
    ]);
  });

  it('reads white space before the colon (RFC 5322 section 4.5)', () => {
    expect(pairs('Content-Type : text/html\n\n')).toEqual([['content-type', 'text/html']]);
  });

  it('reads 8-bit values as UTF-8 where they are, else as Windows-1252', () => {
    expect(pairs('Subject: \xc3\xa4\nFrom: \x80\n\n')).toEqual([
      ['subject', 'ä'],
      ['from', '€'],
    ]);
  });

  it('takes a line of white space for a fold, and a doubled CR for a line end', () => {
    expect(pairs('A: 1\r\n \r\nB: 2\r\r\n\r\r\nC: 3')).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it('stops where it is told to', () => {
    const raw = Buffer.from('xxA: 1\nB: 2\nC: 3');
    expect(parseHeader(raw, 2, 12).fields.map((field) => field.name)).toEqual(['a', 'b']);
  });

  it('never lets a stranger name what objects have', () => {
    const header = parse('__proto__: 1\nconstructor: 2\n\n');
    expect(header.first('__proto__')).toBe('1');
    expect(header.first('toString')).toBeUndefined();
  });

  it('covers any bytes up to the body without a gap', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const lines = fc.array(fc.constantFrom('A: b', ' c', '', ':', '\r', 'no field', '\t'), { maxLength: 20 });
    const inputs = fc.oneof(
      bytes,
      lines.map((some) => Buffer.from(some.join('\n'))),
    );
    fc.assert(
      fc.property(inputs, (raw) => {
        const { fields, bodyStart } = parseHeader(raw);
        expect(bodyStart).toBeLessThanOrEqual(raw.length);
        fields.forEach((field, at) => expect(field.start).toBe(at === 0 ? 0 : fields[at - 1]?.end));
      }),
      { numRuns: 200 },
    );
  });
});
