/** Algorithm 2.B of ISO 32000-2 (section 7.6.4.3.4) for the empty password. */
import { Buffer } from 'node:buffer';
import { createCipheriv, createHash } from 'node:crypto';

const hashes = ['sha256', 'sha384', 'sha512'] as const;
/** The end comes by chance after 64 rounds, on average within 8 more. */
const maxRounds = 512;

export function hash2B(salt: Buffer): Buffer {
  let k = createHash('sha256').update(salt).digest();
  for (let round = 0; round < maxRounds; round++) {
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => k));
    const cipher = createCipheriv('aes-128-cbc', k.subarray(0, 16), k.subarray(16, 32)).setAutoPadding(false);
    const e = cipher.update(repeated);
    const sum = e.subarray(0, 16).reduce((total, byte) => total + byte, 0);
    k = createHash(hashes[sum % 3] ?? 'sha256')
      .update(e)
      .digest();
    if (round >= 63 && (e.at(-1) ?? 0) <= round - 32) break;
  }
  return k.subarray(0, 32);
}
