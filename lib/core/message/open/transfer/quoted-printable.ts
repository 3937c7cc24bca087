/** Quoted-printable (RFC 2045 section 6.7); what is no escape stays as it is, as section 6.7 advises for robustness. */
import { Buffer } from 'node:buffer';

const EQUALS = 0x3d;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

export function decodeQuotedPrintable(encoded: Uint8Array): Uint8Array {
  const decoded = Buffer.allocUnsafe(encoded.length);
  let length = 0;
  // What an escape wrote is never taken for the white space that rule 3 strips from line ends.
  let kept = 0;
  for (let at = 0; at < encoded.length; at++) {
    const byte = encoded[at] ?? 0;
    if (byte === EQUALS) {
      const next = softBreakEnd(encoded, at + 1);
      const code = next ? -1 : hexByte(encoded[at + 1], encoded[at + 2]);
      if (next) at = next - 1;
      else if (code >= 0) {
        decoded[length++] = code;
        at += 2;
      } else decoded[length++] = byte;
      kept = length;
    } else {
      if (byte === LF) length = strippedLength(decoded, length, kept);
      decoded[length++] = byte;
      if (byte === LF) kept = length;
    }
  }
  return decoded.subarray(0, length);
}

/** Rule 3: white space at the end of an encoded line was added on the way. */
function strippedLength(decoded: Buffer, length: number, kept: number): number {
  const cr = length > kept && decoded[length - 1] === CR ? 1 : 0;
  let end = length - cr;
  while (end > kept && (decoded[end - 1] === SPACE || decoded[end - 1] === TAB)) end--;
  if (cr) decoded[end] = CR;
  return end + cr;
}

/** Where the text goes on behind a soft line break (rule 5), white space before its line end allowed; 0 where there is none. */
function softBreakEnd(encoded: Uint8Array, from: number): number {
  let at = from;
  while (encoded[at] === SPACE || encoded[at] === TAB) at++;
  while (encoded[at] === CR) at++;
  if (encoded[at] === LF) return at + 1;
  return at >= encoded.length ? at : 0;
}

function hexByte(high: number | undefined, low: number | undefined): number {
  const first = hexDigit(high);
  const second = hexDigit(low);
  return first < 0 || second < 0 ? -1 : first * 16 + second;
}

/** Lower case is against rule 1, and everybody reads it. */
function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
