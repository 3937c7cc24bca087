/** Structured MIME fields: `value; name=value; ...` (RFC 2045 section 5.1) with the extensions of RFC 2231. */
import { Buffer } from 'node:buffer';

import { decodeCharset, decodeUnlabelled } from './charset.ts';
import { decodeWords } from './words.ts';

export interface Parameter {
  /** Lower case, without `*` and section number. */
  name: string;
  /** Decoded: RFC 2231 by its charset, and encoded words (against RFC 2047 section 5, but everybody does). */
  value: string;
}

export interface Structured {
  /** Lower case; comments and white space gone. */
  value: string;
  /** In order; a name may stand more than once, and that is evidence. */
  parameters: Parameter[];
}

/** More than any honest field has; beyond it nothing is read. */
const maxParameters = 200;

export function parseStructured(field: string): Structured {
  const [value = '', ...rest] = splitOutsideQuotes(field);
  const plain: Parameter[] = [];
  const extended: Parameter[] = [];
  for (const piece of rest.slice(0, maxParameters)) {
    const parameter = readParameter(piece);
    if (parameter.name === '') continue;
    if (parameter.name.includes('*')) extended.push(parameter);
    else plain.push({ name: parameter.name, value: decodeWords(parameter.value) });
  }
  return { value: unquote(value).replace(/\s+/g, '').toLowerCase(), parameters: [...plain, ...joinExtended(extended)] };
}

export function parameter(structured: Structured, name: string): string | undefined {
  return structured.parameters.find((one) => one.name === name)?.value;
}

export function parametersNamed(structured: Structured, name: string): string[] {
  return structured.parameters.filter((one) => one.name === name).map((one) => one.value);
}

/**
 * Splits at `;`, which counts only outside quoted strings; comments are left out. Once a quote or a comment is found never to close,
 * all that follow are plain characters: looking for the end of each would take quadratic time.
 */
function splitOutsideQuotes(field: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let inValue = false;
  let unclosed = false;
  for (let at = 0; at < field.length; at++) {
    const character = field[at] ?? '';
    const end: number | undefined = unclosed ? undefined : enclosedEnd(field, at, inValue);
    if (end !== undefined && end > 0) {
      if (character === '"') piece += field.slice(at, end);
      at = end - 1;
    } else if (character === ';') {
      pieces.push(piece);
      piece = '';
      inValue = false;
    } else {
      unclosed ||= end === -1;
      inValue ||= character === '=';
      piece += character;
    }
  }
  return [...pieces, piece];
}

/** Behind the quoted string or comment that begins here; -1 when it never ends; undefined when none begins. */
function enclosedEnd(field: string, at: number, inValue: boolean): number | undefined {
  if (field[at] === '"') return quotedEnd(field, at);
  // `name=Invoice(1).pdf` is a name, not a name and a comment: in a value a comment follows white space.
  const opens = field[at] === '(' && (!inValue || /[ \t=]/.test(field[at - 1] ?? ''));
  return opens ? commentEnd(field, at) : undefined;
}

function quotedEnd(field: string, from: number): number {
  for (let at = from + 1; at < field.length; at++) {
    if (field[at] === '\\') at++;
    else if (field[at] === '"') return at + 1;
  }
  return -1;
}

function commentEnd(field: string, from: number): number {
  let depth = 0;
  for (let at = from; at < field.length; at++) {
    if (field[at] === '\\') at++;
    else if (field[at] === '(') depth++;
    else if (field[at] === ')' && --depth === 0) return at + 1;
  }
  return -1;
}

function readParameter(piece: string): Parameter {
  const equals = piece.indexOf('=');
  if (equals < 0) return { name: piece.trim().toLowerCase(), value: '' };
  return { name: piece.slice(0, equals).trim().toLowerCase(), value: unquote(piece.slice(equals + 1)) };
}

function unquote(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('"')) return trimmed;
  let value = '';
  for (let at = 1; at < trimmed.length && trimmed[at] !== '"'; at++) {
    // `C:\dir\name` is written unescaped by some: a backslash is kept unless it escapes a special (RFC 5322 section 3.2.1).
    if (trimmed[at] === '\\' && /["\\]/.test(trimmed[at + 1] ?? '')) at++;
    value += trimmed[at] ?? '';
  }
  return value;
}

interface Section {
  index: number;
  encoded: boolean;
  value: string;
}

/** RFC 2231 sections 3 and 4: `name*`, `name*0`, `name*1*`; the sections may come in any order. */
function joinExtended(found: readonly Parameter[]): Parameter[] {
  const byName = new Map<string, Section[]>();
  for (const { name, value } of found) {
    const [base = '', index = '', star] = name.split('*');
    const section = { index: Number.parseInt(index, 10) || 0, encoded: index === '' || star !== undefined, value };
    byName.set(base, [...(byName.get(base) ?? []), section]);
  }
  return [...byName].map(([name, sections]) => ({ name, value: joinSections(sections) }));
}

function joinSections(sections: Section[]): string {
  sections.sort((a, b) => a.index - b.index);
  const first = sections[0];
  const [charset, start] = first?.encoded ? charsetOf(first.value) : [undefined, 0];
  const bytes = sections.map(({ encoded, value }, at) => sectionBytes(at === 0 ? value.slice(start) : value, encoded));
  const joined = Buffer.concat(bytes);
  return charset ? decodeCharset(joined, charset) : decodeWords(decodeUnlabelled(joined));
}

/** `charset'language'`, and where the rest begins. */
function charsetOf(value: string): [string | undefined, number] {
  const charsetEnd = value.indexOf("'");
  const languageEnd = value.indexOf("'", charsetEnd + 1);
  if (charsetEnd < 0 || languageEnd < 0) return [undefined, 0];
  return [value.slice(0, charsetEnd), languageEnd + 1];
}

function sectionBytes(value: string, encoded: boolean): Buffer {
  if (!encoded) return Buffer.from(value, 'utf8');
  const bytes = Buffer.from(value, 'utf8');
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const coded = bytes[at] === 0x25 ? Number.parseInt(bytes.toString('latin1', at + 1, at + 3), 16) : Number.NaN;
    bytes[length++] = Number.isNaN(coded) ? (bytes[at] ?? 0) : coded;
    if (!Number.isNaN(coded)) at += 2;
  }
  return bytes.subarray(0, length);
}
