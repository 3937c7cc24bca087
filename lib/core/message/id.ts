/** Message ids: UUIDv7 where the message is new, UUIDv8 of its source where the source is what makes it unique (RFC 9562). */
import { createHash } from 'node:crypto';

/** RFC 9562 section 5.7: 48 bits of time, 74 of chance. `random`: at least 10 bytes. */
export function uuidv7(now: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  return format(bytes, 7);
}

/** RFC 9562 section 5.8: the same parts give the same id. Each part's length is hashed too, so that parts cannot run into each other. */
export function uuidv8(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return format(hash.digest().subarray(0, 16), 8);
}

function format(bytes: Buffer, version: number): string {
  bytes[6] = (version << 4) | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
