/** uuencoded files (POSIX uuencode, both its alphabets), as a transfer encoding or standing in text. */
import { Buffer } from 'node:buffer';

import { decodeBase64 } from './base64.ts';

export interface UuFile {
  name: string;
  bytes: Uint8Array;
  /** Where the block stands: from `begin` to behind `end`. */
  start: number;
  end: number;
  /** No `end` line. */
  truncated: boolean;
}

const beginLine = /^begin(-base64)? [0-7]{3,4} +([^\r\n]{1,255})\r*$/;
const LF = 0x0a;

/** All files in a text, in order; at most `most`. */
export function findUuFiles(text: Uint8Array, most: number): UuFile[] {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const files: UuFile[] = [];
  let at = bytes.indexOf('begin');
  while (at >= 0 && files.length < most) {
    const file = at === 0 || bytes[at - 1] === LF ? readUuFile(bytes, at) : undefined;
    if (file) files.push(file);
    at = bytes.indexOf('begin', file ? Math.max(file.end, at + 5) : at + 5);
  }
  return files;
}

function readUuFile(bytes: Buffer, start: number): UuFile | undefined {
  const bodyStart = nextLine(bytes, start);
  const match = beginLine.exec(bytes.toString('latin1', start, Math.min(bodyStart, start + 300)).trimEnd());
  if (!match) return undefined;
  const [, base64, name = ''] = match;
  const body = base64 ? readBase64Body(bytes, bodyStart) : readUuBody(bytes, bodyStart);
  return body && { name: name.trim(), start, ...body };
}

type Body = Pick<UuFile, 'bytes' | 'end' | 'truncated'>;

function readBase64Body(bytes: Buffer, start: number): Body {
  const found = bytes.indexOf('\n====', start - 1);
  const close = found < 0 ? bytes.length : found + 1;
  return { bytes: decodeBase64(bytes.subarray(start, close)).bytes, end: nextLine(bytes, close), truncated: found < 0 };
}

/** Lines of a length character and groups of four; the first line that cannot be one ends it. */
function readUuBody(bytes: Buffer, start: number): Body | undefined {
  const decoded: Buffer[] = [];
  let at = start;
  while (at < bytes.length) {
    const next = nextLine(bytes, at);
    const line = bytes.toString('latin1', at, Math.min(next, at + 200)).replace(/[\r\n]+$/, '');
    if (line === 'end') return { bytes: Buffer.concat(decoded), end: next, truncated: false };
    const piece = decodeUuLine(line);
    if (!piece) break;
    decoded.push(piece);
    at = next;
  }
  const found = Buffer.concat(decoded);
  // "begin 644 words" in prose is followed by no line of that form.
  return found.length === 0 ? undefined : { bytes: found, end: at, truncated: true };
}

const value = (code: number): number => (code - 32) & 63;

function decodeUuLine(line: string): Buffer | undefined {
  if (!/^[ -`]*$/.test(line)) return undefined;
  const length = line === '' ? 0 : value(line.charCodeAt(0));
  const groups = Math.ceil(length / 3);
  // Trailing blanks are lost on the way; a check character may follow the last group.
  if (line.length > groups * 4 + 2 || (length > 0 && line.length < 2)) return undefined;
  const padded = line.slice(1).padEnd(groups * 4, ' ');
  const bytes = Buffer.alloc(groups * 3);
  for (let group = 0; group < groups; group++) {
    const at = group * 4;
    const [a, b, c, d] = [at, at + 1, at + 2, at + 3].map((index) => value(padded.charCodeAt(index)));
    bytes.writeUIntBE(((a ?? 0) << 18) | ((b ?? 0) << 12) | ((c ?? 0) << 6) | (d ?? 0), group * 3, 3);
  }
  return bytes.subarray(0, length);
}

function nextLine(bytes: Buffer, at: number): number {
  const lineEnd = bytes.indexOf(LF, at);
  return lineEnd < 0 ? bytes.length : lineEnd + 1;
}
