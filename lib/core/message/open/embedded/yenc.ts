/** yEnc files standing in text (yenc.org, version 1.3): 8-bit, so that only the escape characters differ. */
import { Buffer } from 'node:buffer';

export interface YencFile {
  name: string;
  bytes: Uint8Array;
  /** No `=yend` line, or fewer bytes than announced. */
  truncated: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;

/** All files in a text, in order; at most `most`. Each piece of a file in several parts is a file of its own. */
export function findYencFiles(text: Uint8Array, most: number): YencFile[] {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const files: YencFile[] = [];
  let at = bytes.indexOf('=ybegin ');
  while (at >= 0 && files.length < most) {
    const atLine = at === 0 || bytes[at - 1] === LF;
    const [file, end] = atLine ? readFile(bytes, at) : [undefined, at + 1];
    if (file) files.push(file);
    at = bytes.indexOf('=ybegin ', end);
  }
  return files;
}

function readFile(bytes: Buffer, start: number): [YencFile | undefined, number] {
  let body = nextLine(bytes, start);
  const line = bytes.toString('latin1', start, Math.min(body, start + 1024)).trimEnd();
  // The name is the last of the line's values and may hold blanks and quotes.
  const name = /^=ybegin [^\r\n]{0,200}?name=([^\r\n]{1,255})$/.exec(line)?.[1];
  if (name === undefined) return [undefined, body];
  if (bytes.toString('latin1', body, body + 7) === '=ypart ') body = nextLine(bytes, body);
  const found = bytes.indexOf('\n=yend', body - 1);
  const end = found < 0 ? bytes.length : found + 1;
  const decoded = decode(bytes.subarray(body, end));
  return [{ name: name.trim(), bytes: decoded, truncated: found < 0 }, Math.max(end, body)];
}

/** Each byte is 42 more than it was; behind `=` it is 64 more again. */
function decode(encoded: Buffer): Uint8Array {
  const decoded = Buffer.allocUnsafe(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; at++) {
    const byte = encoded[at] ?? 0;
    if (byte === LF || byte === CR) continue;
    decoded[length++] = byte === EQUALS ? ((encoded[++at] ?? 0) - 64 - 42) & 0xff : (byte - 42) & 0xff;
  }
  return decoded.subarray(0, length);
}

function nextLine(bytes: Buffer, at: number): number {
  const lineEnd = bytes.indexOf(LF, at);
  return lineEnd < 0 ? bytes.length : lineEnd + 1;
}
