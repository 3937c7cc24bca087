/** Whether two readings are of the same content: decoders differ in line ends and in white space at line ends, and mean no harm by it. */
import { Buffer } from 'node:buffer';

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

export function sameButForBlanks(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length === b.length && Buffer.compare(a, b) === 0) return true;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      i++;
      j++;
    } else if (isBlank(a[i])) i++;
    else if (isBlank(b[j])) j++;
    else return false;
  }
  while (i < a.length && isBlank(a[i])) i++;
  while (j < b.length && isBlank(b[j])) j++;
  return i === a.length && j === b.length;
}

/** Equal for contents that are the same but for blanks (FNV-1a, which is quick; equal ones are compared). */
export function fingerprint(bytes: Uint8Array): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue;
    state = Math.imul(state ^ byte, 0x01000193);
  }
  return state;
}
