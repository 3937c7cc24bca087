/** Base64 as mail carries it (RFC 2045 section 6.8): characters outside the alphabet are skipped, streams may follow each other. */
import { Buffer } from 'node:buffer';

export interface Decoded {
  bytes: Uint8Array;
  /** Characters outside the alphabet that are not white space. */
  garbage: boolean;
  /** Padding stood before the end: several streams joined, of which some readers see only the first. */
  joined: boolean;
}

export function decodeBase64(encoded: Uint8Array): Decoded {
  const text = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength).toString('latin1');
  const odd = text.search(/[^A-Za-z0-9+/\r\n\t ]/);
  if (odd < 0 || isPadding(text.slice(odd))) {
    return { bytes: Buffer.from(text, 'base64'), garbage: false, joined: false };
  }
  return decodeOdd(encoded);
}

function isPadding(rest: string): boolean {
  const trimmed = rest.trimEnd();
  return trimmed === '=' || trimmed === '==';
}

const PAD = 0x3d;
const letters = new Int8Array(256).fill(-1);
Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/').forEach(
  (letter, value) => (letters[letter] = value),
);

/** In one pass, whatever comes: padding ends a stream, and the next letter begins another. */
function decodeOdd(encoded: Uint8Array): Decoded {
  const decoded = Buffer.allocUnsafe(Math.ceil(encoded.length * 0.75));
  let length = 0;
  let bits = 0;
  let held = 0;
  let padded = false;
  let joined = false;
  let garbage = false;
  for (let at = 0; at < encoded.length; at++) {
    const byte = encoded[at] ?? 0;
    const value = letters[byte] ?? -1;
    if (value >= 0) {
      if (padded) joined = true;
      padded = false;
      held = ((held << 6) | value) & 0xffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        decoded[length++] = held >> bits;
      }
    } else if (byte === PAD) {
      bits = 0;
      padded = length > 0;
    } else garbage ||= byte > 0x20;
  }
  return { bytes: decoded.subarray(0, length), garbage, joined };
}
