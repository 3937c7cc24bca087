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
  const streams = text
    .replace(/[^A-Za-z0-9+/=]+/g, '')
    .split(/=+/)
    .filter((stream) => stream !== '');
  const bytes = Buffer.concat(streams.map((stream) => Buffer.from(stream, 'base64')));
  return { bytes, garbage: /[^A-Za-z0-9+/=\s]/.test(text), joined: streams.length > 1 };
}

function isPadding(rest: string): boolean {
  const trimmed = rest.trimEnd();
  return trimmed === '=' || trimmed === '==';
}
