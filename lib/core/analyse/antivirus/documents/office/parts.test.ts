import { Buffer } from 'node:buffer';

import { describe, expect, it } from 'vitest';

import { portableExecutable } from '../../../../message/open/archives/test-support.ts';
import { fieldFacts } from './fields.ts';
import { holdsProgram } from './package.ts';
import { attribute, elements, textOf } from './xml.ts';

describe('XML', () => {
  const xml = `<a:Relationship Id="r1"  Target = 'x&amp;y&#x2F;&#47;&bogus;'/><Relationships/><Relationship\nTarget="2">`;

  it('gives elements by their local name, and no others', () => {
    expect(elements(xml, 'Relationship')).toHaveLength(2);
    expect(elements('<Relationship', 'Relationship')).toEqual([]);
    expect(elements('<Relationship Target="1"', 'Relationship')).toHaveLength(1);
  });

  it('gives attributes, entities decoded', () => {
    const [first = '', second = ''] = elements(xml, 'Relationship');
    expect(attribute(first, 'Target')).toBe('x&y//&bogus;');
    expect(attribute(second, 'Target')).toBe('2');
    expect(attribute(second, 'Id')).toBe('');
  });

  it('is UTF-8, or UTF-16 where it says so', () => {
    expect(textOf(Buffer.from('<\u00e4/>'))).toBe('<\u00e4/>');
    expect(textOf(Buffer.from('\ufeff<\u00e4/>', 'utf16le'))).toBe('<\u00e4/>');
    expect(textOf(Buffer.from('\ufeff<\u00e4/>', 'utf16le').swap16())).toBe('<\u00e4/>');
  });
});

describe('programs', () => {
  it('are known by both of their headers', () => {
    expect(holdsProgram(portableExecutable())).toBe(true);
    expect(holdsProgram(Buffer.concat([Buffer.alloc(100), portableExecutable()]))).toBe(true);
    expect(holdsProgram(Buffer.concat([Buffer.alloc(100), portableExecutable()]), 50)).toBe(false);
    expect(holdsProgram(Buffer.from('MZ is not enough for anything that should be called a program by anybody.'))).toBe(
      false,
    );
    expect(holdsProgram(Buffer.from('MZ'))).toBe(false);
  });
});

describe('DDE', () => {
  it.each([
    ['DDEAUTO "C:\\\\Programs\\\\MSWord.exe\\\\..\\\\..\\\\windows\\\\system32\\\\cmd.exe" "/k"', ['DOCUMENT_DDE']],
    ['DDE "C:\\\\tools\\\\run.bat" "x"', ['DOCUMENT_DDE']],
    ['DDE Excel "C:\\\\plan.xlsx" "Sheet1!R1C1"', ['DOCUMENT_DDE_LINK']],
    ['PAGE \\* MERGEFORMAT', []],
    ['SADDEN me', []],
  ])('%s', (code, codes) => {
    expect(fieldFacts(code).map((fact) => fact.code)).toEqual(codes);
  });
});
