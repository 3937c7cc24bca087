/** Undoes the compression of VBA sources ([MS-OVBA] section 2.4.1). */
import { Buffer } from 'node:buffer';

const chunkSize = 4096;

/** What could be undone, at most `limit` bytes; a chunk that cannot be read ends it. */
export function decompress(container: Buffer, limit: number): Buffer {
  if (container[0] !== 1) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let length = 0;
  let at = 1;
  while (at + 2 <= container.length && length < limit) {
    const header = container.readUInt16LE(at);
    const end = at + (header & 0x0fff) + 3;
    if (((header >> 12) & 7) !== 3) break;
    const packed = container.subarray(at + 2, end);
    const chunk = (header & 0x8000) === 0 ? packed.subarray(0, chunkSize) : decompressChunk(packed);
    chunks.push(chunk);
    length += chunk.length;
    at = end;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

function decompressChunk(packed: Buffer): Buffer {
  const out = Buffer.alloc(chunkSize);
  let to = 0;
  let at = 0;
  while (at < packed.length && to < chunkSize) {
    const flags = packed[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < packed.length && to < chunkSize; bit++) {
      if ((flags & (1 << bit)) === 0) {
        out[to++] = packed[at++] ?? 0;
        continue;
      }
      if (at + 2 > packed.length) return out.subarray(0, to);
      const copied = copyToken(out, to, packed.readUInt16LE(at));
      if (copied === 0) return out.subarray(0, to);
      to += copied;
      at += 2;
    }
  }
  return out.subarray(0, to);
}

/** Section 2.4.1.3.19.1: the further in, the more of the token's bits are offset and the fewer are length. */
function copyToken(out: Buffer, to: number, token: number): number {
  const offsetBits = Math.max(4, Math.ceil(Math.log2(to)));
  const offset = (token >> (16 - offsetBits)) + 1;
  if (offset > to) return 0;
  const length = Math.min((token & (0xffff >> offsetBits)) + 3, chunkSize - to);
  for (let i = 0; i < length; i++) out[to + i] = out[to + i - offset] ?? 0;
  return length;
}
