/** How many parts a text message is sent and paid for in, and where one that is too long ends (3GPP TS 23.038, TS 23.040 section 9.2.3.24.1). */

/** TS 23.038 section 6.2.1. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Section 6.2.1.1: an escape goes before each of these. */
const extended = new Set('\f^{}\\[~]|€');

export type Alphabet = 'GSM-7' | 'UCS-2';

/** Units in one part: alone, and where a header says which part of several it is. */
const room = { 'GSM-7': { alone: 160, joined: 153 }, 'UCS-2': { alone: 70, joined: 67 } } as const;

export interface Measure {
  alphabet: Alphabet;
  segments: number;
}

export function measure(text: string): Measure {
  const characters = Array.from(text);
  const alphabet = characters.every((one) => basic.has(one) || extended.has(one)) ? 'GSM-7' : 'UCS-2';
  const sizes = characters.map((one) => (alphabet === 'UCS-2' ? one.length : extended.has(one) ? 2 : 1));
  const { alone, joined } = room[alphabet];
  const units = sizes.reduce((sum, size) => sum + size, 0);
  return { alphabet, segments: units <= alone ? 1 : partsOf(sizes, joined) };
}

/** Neither an escape and its character nor a surrogate pair is divided between two parts. */
function partsOf(sizes: readonly number[], room: number): number {
  let [parts, filled] = [1, 0];
  for (const size of sizes) {
    if (filled + size > room) [parts, filled] = [parts + 1, 0];
    filled += size;
  }
  return parts;
}

/** What people take for one character is one, however many it is made of. */
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** At the end of what was cut; in either alphabet. */
const mark = '...';

/** The text, or as much of its beginning as fits into so many segments. */
export function fit(text: string, most: number): string {
  if (measure(text).segments <= most) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (measure(kept + segment + mark).segments > most) break;
    kept += segment;
  }
  return kept.trimEnd() + mark;
}
