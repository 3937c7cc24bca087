/** The header section of a message as a list (RFC 5322 section 2.2): order and repetition are evidence, so no map. */
import { Buffer, isAscii } from 'node:buffer';

import { decodeUnlabelled } from './charset.ts';

export interface HeaderField {
  /** Lower case; empty for a line that is no field, whose text is the value. */
  name: string;
  /** Unfolded, trimmed, not decoded; bytes above 127 read as UTF-8 where they are UTF-8, else as Windows-1252. */
  value: string;
  /** Where the field stands in the message: from its name to the end of its line end. */
  start: number;
  end: number;
}

export class Header {
  readonly fields: readonly HeaderField[];
  /** Where the body begins, behind the empty line. */
  readonly bodyStart: number;
  constructor(fields: readonly HeaderField[], bodyStart: number) {
    this.fields = fields;
    this.bodyStart = bodyStart;
  }

  /** The values of all fields of this name (lower case), in order. */
  all(name: string): string[] {
    return this.fields.filter((field) => field.name === name).map((field) => field.value);
  }

  /** The first value, the one nearest the top. */
  first(name: string): string | undefined {
    return this.fields.find((field) => field.name === name)?.value;
  }
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const HYPHEN = 0x2d;

/** Header sections stay far below this; what is longer ends here, and `open` calls it unscannable. */
export const maxHeaderBytes = 1024 * 1024;

/**
 * Reads the header section that begins at `from`. Lines end with LF or CRLF; it ends behind an empty line, or at `to`, or before
 * a line that begins with `--` and of which `stopsAt` says that it is a boundary delimiter.
 */
export function parseHeader(
  raw: Uint8Array,
  from = 0,
  to: number = raw.length,
  stopsAt?: (lineStart: number) => boolean,
): Header {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const limit = Math.min(to, from + maxHeaderBytes);
  const fields: HeaderField[] = [];
  let start = -1;
  let at = from;
  while (at < limit) {
    if (stopsAt && bytes[at] === HYPHEN && bytes[at + 1] === HYPHEN && stopsAt(at)) break;
    const lineEnd = bytes.indexOf(LF, at);
    const next = lineEnd < 0 || lineEnd >= limit ? limit : lineEnd + 1;
    const empty = isEmptyLine(bytes, at, next);
    const folded = start >= 0 && (bytes[at] === SPACE || bytes[at] === TAB);
    if (empty || !folded) {
      if (start >= 0) fields.push(readField(bytes, start, at));
      start = at;
    }
    at = next;
    if (empty) return new Header(fields, at);
  }
  if (start >= 0) fields.push(readField(bytes, start, at));
  return new Header(fields, at);
}

/** Only CRs before the line end: a doubled CR comes from a line end converted twice. */
function isEmptyLine(bytes: Buffer, at: number, next: number): boolean {
  let end = next;
  while (end > at && (bytes[end - 1] === CR || bytes[end - 1] === LF)) end--;
  return end === at;
}

function readField(bytes: Buffer, start: number, end: number): HeaderField {
  const nameEnd = fieldNameEnd(bytes, start, end);
  const name = bytes.toString('latin1', start, nameEnd).toLowerCase();
  const value = readValue(bytes, nameEnd === start ? start : bytes.indexOf(COLON, nameEnd) + 1, end);
  return { name, value, start, end };
}

/** RFC 5322 section 3.6.8: printable ASCII but the colon; white space before the colon is obsolete (section 4.5) and read. */
function fieldNameEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] ?? 0) > SPACE && (bytes[at] ?? 0) < 0x7f && bytes[at] !== COLON) at++;
  const nameEnd = at;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return bytes[at] === COLON && at < end ? nameEnd : start;
}

function readValue(bytes: Buffer, start: number, end: number): string {
  while (start < end && isBlank(bytes[start])) start++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  const span = bytes.subarray(start, end);
  const text = isAscii(span) ? span.toString('latin1') : decodeUnlabelled(span);
  // RFC 5322 section 2.2.3: unfolding takes out the line end and leaves the white space.
  return text.includes('\n') ? text.replace(/[\r\n]+/g, '') : text;
}

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB || byte === CR || byte === LF;
