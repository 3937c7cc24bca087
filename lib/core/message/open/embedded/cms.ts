/** Cryptographic Message Syntax (RFC 5652) as S/MIME sends it (RFC 8551 section 3): which kind, and the content of a signed one. */
import { Buffer } from 'node:buffer';

export type Cms =
  | { kind: 'signed'; content: Uint8Array }
  /** Signed without its content: the signature of a multipart/signed. */
  | { kind: 'detached' | 'encrypted' | 'unknown' };

/** 1.2.840.113549.1.7.x of RFC 5652, and those of RFC 3274 and RFC 5083. */
const kinds = new Map<string, 'signed' | 'encrypted'>([
  ['2a864886f70d010702', 'signed'],
  ['2a864886f70d010703', 'encrypted'],
  ['2a864886f70d010706', 'encrypted'],
  ['2a864886f70d0109100117', 'encrypted'],
]);

const sequence = 0x30;
const setOf = 0x31;
const integer = 0x02;
const objectId = 0x06;
const explicit0 = 0xa0;
const octets = 0x04;
const constructedOctets = 0x24;

interface Element {
  tag: number;
  start: number;
  /** Behind the content; for an indefinite length, the end of what lies around it. */
  end: number;
}

export function readCms(content: Uint8Array): Cms {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const outer = element(bytes, 0, bytes.length, sequence);
  const type = outer && element(bytes, outer.start, outer.end, objectId);
  if (!outer || !type) return { kind: 'unknown' };
  const kind = kinds.get(bytes.toString('hex', type.start, type.end)) ?? 'unknown';
  if (kind !== 'signed') return { kind };
  const wrapped = element(bytes, type.end, outer.end, explicit0);
  const signed = wrapped && element(bytes, wrapped.start, wrapped.end, sequence);
  const found = signed && contentOf(bytes, signed);
  return found ? { kind: 'signed', content: found } : { kind: 'detached' };
}

/** SignedData, RFC 5652 section 5.1: version, digest algorithms, and then { type, [0] octets }. */
function contentOf(bytes: Buffer, signed: Element): Uint8Array | undefined {
  const version = element(bytes, signed.start, signed.end, integer);
  const digests = version && element(bytes, version.end, signed.end, setOf);
  const inner = digests && element(bytes, digests.end, signed.end, sequence);
  const type = inner && element(bytes, inner.start, inner.end, objectId);
  const wrapped = type && element(bytes, type.end, inner.end, explicit0);
  return wrapped && octetString(bytes, wrapped.start, wrapped.end);
}

/** In one piece, or in pieces of pieces (BER); two levels are what programs write. */
function octetString(bytes: Buffer, start: number, end: number): Uint8Array | undefined {
  const whole = element(bytes, start, end, octets);
  if (whole) return bytes.subarray(whole.start, whole.end);
  const constructed = element(bytes, start, end, constructedOctets);
  if (!constructed) return undefined;
  const pieces: Buffer[] = [];
  for (let at = constructed.start; ;) {
    const piece = element(bytes, at, constructed.end, octets);
    if (!piece) return Buffer.concat(pieces);
    pieces.push(bytes.subarray(piece.start, piece.end));
    at = piece.end;
  }
}

/** The element that begins at `at`, if it has that tag. X.690 section 8.1.3: short, long and indefinite lengths. */
function element(bytes: Buffer, at: number, limit: number, tag: number): Element | undefined {
  if (at + 2 > limit || bytes[at] !== tag) return undefined;
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return { tag, start: at + 2, end: Math.min(limit, at + 2 + first) };
  if (first === 0x80) return { tag, start: at + 2, end: limit };
  const count = first & 0x7f;
  if (count > 6 || at + 2 + count > limit) return undefined;
  const start = at + 2 + count;
  return { tag, start, end: Math.min(limit, start + bytes.readUIntBE(at + 2, count)) };
}
