/** Changes of a message by byte offsets: what no patch names stays as it came. */
export interface Patch {
  start: number;
  /** Equal to `start` where something is only put in. */
  end: number;
  bytes: Uint8Array;
}

/** The pieces of the patched message, in order. Patches do not overlap. */
export function patched(raw: Uint8Array, patches: readonly Patch[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let kept = 0;
  for (const { start, end, bytes } of patches.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < kept) throw new Error('two patches name the same bytes');
    pieces.push(raw.subarray(kept, start), bytes);
    kept = end;
  }
  return [...pieces, raw.subarray(kept)];
}
