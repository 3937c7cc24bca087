/** The shipped words: a frozen map from token hash to log odds. */

import { combine, type Opinion } from '../words/classifier.ts';

/** Log odds are kept in sixteenths. */
const unit = 1 / 16;

export interface WordTable {
  readonly size: number;
  /** In natural logarithms. Undefined: never seen, which says nothing. */
  odds(token: number): number | undefined;
}

const inUnits = (odds = 0): number => Math.max(-127, Math.min(127, Math.round(odds / unit)));

export function packWords(words: ReadonlyMap<number, number>): Uint8Array {
  const tokens = [...words.keys()].filter((token) => inUnits(words.get(token)) !== 0).sort((a, b) => a - b);
  const bytes = new Uint8Array(tokens.length * 5);
  const view = new DataView(bytes.buffer);
  tokens.forEach((token, i) => {
    view.setUint32(i * 4, token, true);
    view.setInt8(tokens.length * 4 + i, inUnits(words.get(token)));
  });
  return bytes;
}

export function readWords(bytes: Uint8Array): WordTable {
  const size = Math.floor(bytes.length / 5);
  if (size * 5 !== bytes.length) throw new RangeError(`a word table of ${bytes.length} bytes is cut off`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Open addressing, half empty: a message asks for a thousand tokens, most of which are not there. Zero odds are never shipped.
  const slots = 2 ** Math.ceil(Math.log2(Math.max(size, 1) * 2));
  const tokens = new Uint32Array(slots);
  const values = new Int8Array(slots);
  for (let i = 0; i < size; i++) {
    const token = view.getUint32(i * 4, true);
    let slot = token & (slots - 1);
    while (values[slot] !== 0) slot = (slot + 1) & (slots - 1);
    tokens[slot] = token;
    values[slot] = view.getInt8(size * 4 + i);
  }
  return {
    size,
    odds(token) {
      for (let slot = token & (slots - 1); values[slot] !== 0; slot = (slot + 1) & (slots - 1)) {
        if (tokens[slot] === token) return (values[slot] ?? 0) * unit;
      }
      return undefined;
    },
  };
}

export function opinionOf(table: WordTable, tokens: Uint32Array): Opinion {
  const odds: number[] = [];
  for (const token of tokens) {
    const one = table.odds(token);
    if (one !== undefined) odds.push(one);
  }
  return combine(odds);
}
