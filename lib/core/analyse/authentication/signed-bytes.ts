/** The message as signatures are checked over it: line ends as CRLF (RFC 6376 section 5.3), and no more signatures than we care to check. */
import { Buffer } from 'node:buffer';

import type { Header, HeaderField } from '../../message/header.ts';

/** RFC 6376 section 6.1 lets a verifier limit them; each may cost a pass over the body, a question to DNS and an RSA operation. */
export const maxSignatures = 10;
/** Each different l= is a pass over the whole body of its own, for a signature that counts for nothing. */
const maxPartial = 1;

export function signedBytes(raw: Uint8Array, header: Header): Buffer {
  return withCrlf(withoutSurplus(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), header));
}

/** The topmost signatures stay: they are the last that were made. */
function withoutSurplus(bytes: Buffer, header: Header): Buffer {
  const surplus = surplusSignatures(header);
  if (surplus.length === 0) return bytes;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end } of surplus) {
    pieces.push(bytes.subarray(at, start));
    at = end;
  }
  return Buffer.concat([...pieces, bytes.subarray(at)]);
}

export function surplusSignatures(header: Header): HeaderField[] {
  const signatures = header.fields.filter(({ name }) => name === 'dkim-signature');
  const partial = signatures.filter(({ value }) => /(?:^|;)\s{0,80}l\s{0,80}=/.test(value)).slice(maxPartial);
  return signatures.filter((field, at) => at >= maxSignatures || partial.includes(field));
}

const LF = 0x0a;
const CR = 0x0d;

function withCrlf(bytes: Buffer): Buffer {
  const bare = countBareLf(bytes);
  if (bare === 0) return bytes;
  const out = Buffer.allocUnsafe(bytes.length + bare);
  let from = 0;
  let to = 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    if (lf > 0 && bytes[lf - 1] === CR) continue;
    to += bytes.copy(out, to, from, lf);
    out[to++] = CR;
    from = lf;
  }
  to += bytes.copy(out, to, from);
  return out.subarray(0, to);
}

function countBareLf(bytes: Buffer): number {
  let count = 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    if (lf === 0 || bytes[lf - 1] !== CR) count++;
  }
  return count;
}
