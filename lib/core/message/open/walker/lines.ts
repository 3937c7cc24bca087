/** Line ends as mail should not have them (RFC 5322 section 2.3: CR and LF occur only together). */
import { Buffer } from 'node:buffer';

const LF = 0x0a;
const CR = 0x0d;

const view = (raw: Uint8Array): Buffer => Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);

/** A CR that no LF follows, not even behind more CRs (a line end converted twice). */
export function hasBareCr(raw: Uint8Array): boolean {
  return bareCrFrom(view(raw), 0) >= 0;
}

function bareCrFrom(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(CR, from); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    const start = at;
    while (bytes[at + 1] === CR) at++;
    if (bytes[at + 1] !== LF) return start;
  }
  return -1;
}

/** The same bytes with an LF for each bare CR: of the same length, so that offsets stay right. */
export function bareCrToLf(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw);
  for (let at = bareCrFrom(bytes, 0); at >= 0; at = bareCrFrom(bytes, at)) {
    while (bytes[at] === CR && bytes[at + 1] !== LF) bytes[at++] = LF;
  }
  return bytes;
}

export interface LineFacts {
  crlf: boolean;
  /** An LF without a CR before it. */
  lf: boolean;
  bareCr: boolean;
  nul: boolean;
  /** Of the longest line, without its line end. */
  longest: number;
}

export function lineFacts(raw: Uint8Array): LineFacts {
  const bytes = view(raw);
  const facts = { crlf: false, lf: false, bareCr: hasBareCr(raw), nul: bytes.includes(0), longest: 0 };
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(LF, start);
    const end = found < 0 ? bytes.length : found;
    const hasCr = end > start && bytes[end - 1] === CR;
    if (found >= 0 && hasCr) facts.crlf = true;
    if (found >= 0 && !hasCr) facts.lf = true;
    facts.longest = Math.max(facts.longest, end - start - (hasCr ? 1 : 0));
    start = end + 1;
  }
  return facts;
}
