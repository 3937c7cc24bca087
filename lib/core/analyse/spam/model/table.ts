/** The shipped words: a frozen map from token hash to log odds, in two flat arrays that are searched by bisection. */

/** Log odds are kept in sixteenths. */
const unit = 1 / 16;

export interface WordTable {
  readonly size: number;
  /** Undefined: never seen, which says nothing. */
  odds(token: number): number | undefined;
}

export function packWords(words: ReadonlyMap<number, number>): Uint8Array {
  const tokens = [...words.keys()].sort((a, b) => a - b);
  const bytes = new Uint8Array(tokens.length * 5);
  const view = new DataView(bytes.buffer);
  tokens.forEach((token, i) => {
    view.setUint32(i * 4, token, true);
    view.setInt8(tokens.length * 4 + i, Math.max(-127, Math.min(127, Math.round((words.get(token) ?? 0) / unit))));
  });
  return bytes;
}

export function readWords(bytes: Uint8Array): WordTable {
  const size = Math.floor(bytes.length / 5);
  if (size * 5 !== bytes.length) throw new RangeError(`a word table of ${bytes.length} bytes is cut off`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tokens = Uint32Array.from({ length: size }, (_, i) => view.getUint32(i * 4, true));
  const values = Int8Array.from(bytes.subarray(size * 4), (value) => (value << 24) >> 24);
  return {
    size,
    odds: (token) => {
      const at = find(tokens, token);
      return at < 0 ? undefined : (values[at] ?? 0) * unit;
    },
  };
}

function find(tokens: Uint32Array, token: number): number {
  let low = 0;
  let high = tokens.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const here = tokens[middle] ?? 0;
    if (here === token) return middle;
    if (here < token) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
