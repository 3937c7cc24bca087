/** Values too large for one request: JSON with a gzip header, cut, and put together again. */
import { gunzipSync, gzipSync } from 'node:zlib';

/** The largest message in base64, with room to spare. */
const largest = 256 * 1024 * 1024;

export function cut(json: string, size: number): Buffer[] {
  const packed = gzipSync(json, { level: 1 });
  const pieces = Math.max(1, Math.ceil(packed.length / size));
  return Array.from({ length: pieces }, (_, n) => packed.subarray(n * size, (n + 1) * size));
}

/** Throws where a piece is missing, changed or of something else. */
export function joined(pieces: readonly Uint8Array[]): unknown {
  return JSON.parse(gunzipSync(Buffer.concat(pieces), { maxOutputLength: largest }).toString());
}
