/** What is odd about the letters of a text: look-alikes, invisible characters and ornaments that serve to slip words past a filter. */

export interface Letters {
  letters: number;
  capitals: number;
  digits: number;
  /** Letters from blocks that only imitate Latin: mathematical alphabets, full width, small capitals, phonetic signs. */
  imitations: number;
  /** Zero-width characters and soft hyphens that stand between two letters. */
  split: number;
  /** Words that mix Latin with Cyrillic or Greek letters. */
  mixedWords: number;
  /** Arrows, dingbats, box drawings and the like; not emoji. */
  ornaments: number;
  exclamations: number;
  replacements: number;
  nonLatin: number;
}

const isCapital = (c: number): boolean =>
  (c >= 65 && c <= 90) || (c >= 0xc0 && c <= 0xde) || (c >= 0x410 && c <= 0x42f);

/** Zero-width space and joiners, word joiner, soft hyphen, byte order mark, combining grapheme joiner, Hangul fillers. */
const isInvisible = (c: number): boolean =>
  c === 0xad ||
  (c >= 0x200b && c <= 0x200f) ||
  (c >= 0x2060 && c <= 0x2064) ||
  c === 0xfeff ||
  c === 0x34f ||
  c === 0x3164;

const isImitation = (c: number): boolean =>
  (c >= 0x1d400 && c <= 0x1d7ff) ||
  (c >= 0xff21 && c <= 0xff5a) ||
  (c >= 0x1f110 && c <= 0x1f189) ||
  (c >= 0x24b6 && c <= 0x24e9) ||
  (c >= 0x250 && c <= 0x2af) ||
  (c >= 0x1d00 && c <= 0x1d2b);

const isOrnament = (c: number): boolean =>
  (c >= 0x2190 && c <= 0x21ff) ||
  (c >= 0x27f0 && c <= 0x297f) ||
  (c >= 0x2b00 && c <= 0x2bff && c !== 0x2b50) ||
  (c >= 0x2500 && c <= 0x25ff) ||
  (c >= 0x2794 && c <= 0x27bf) ||
  (c >= 0x2200 && c <= 0x22ff) ||
  (c >= 0x2680 && c <= 0x268f) ||
  c === 0x2756 ||
  c === 0x2725 ||
  (c >= 0x2d30 && c <= 0x2d7f);

const scriptOf = (c: number): 'latin' | 'greek' | 'cyrillic' | 'other' | undefined => {
  if ((c >= 65 && c <= 90) || (c >= 97 && c <= 122) || (c >= 0xc0 && c <= 0x24f)) return 'latin';
  if (c < 0x370) return undefined;
  if (c <= 0x3ff) return 'greek';
  if (c <= 0x52f) return 'cyrillic';
  return (c >= 0x590 && c <= 0x1fff) || (c >= 0x3040 && c <= 0xd7af) ? 'other' : undefined;
};

/** One pass over at most `limit` characters. */
export function lettersOf(text: string, limit = 100_000): Letters {
  const found: Letters = {
    letters: 0,
    capitals: 0,
    digits: 0,
    imitations: 0,
    split: 0,
    mixedWords: 0,
    ornaments: 0,
    exclamations: 0,
    replacements: 0,
    nonLatin: 0,
  };
  let scripts = 0;
  let afterLetter = false;
  let hidden = 0;
  const end = Math.min(text.length, limit);
  for (let i = 0; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 97 && unit <= 122 && hidden === 0) {
      found.letters++;
      scripts |= 1;
      afterLetter = true;
      continue;
    }
    const c = unit >= 0xd800 && unit <= 0xdbff ? (text.codePointAt(i++) ?? unit) : unit;
    if (c > 0x7f && isInvisible(c)) {
      if (afterLetter) hidden++;
      continue;
    }
    const imitation = c > 0x24f && isImitation(c);
    const script = imitation ? 'latin' : scriptOf(c);
    if (script) {
      found.letters++;
      if (isCapital(c)) found.capitals++;
      if (imitation) found.imitations++;
      if (hidden > 0) found.split++;
      if (script === 'other' || script === 'cyrillic' || script === 'greek') found.nonLatin++;
      scripts |= script === 'latin' ? 1 : script === 'other' ? 0 : 2;
      afterLetter = true;
    } else {
      if (scripts === 3) found.mixedWords++;
      scripts = 0;
      afterLetter = false;
      if (c >= 48 && c <= 57) found.digits++;
      else if (c === 33 || c === 0xff01) found.exclamations++;
      else if (c === 0xfffd) found.replacements++;
      else if (c > 0x2100 && isOrnament(c)) found.ornaments++;
    }
    hidden = 0;
  }
  if (scripts === 3) found.mixedWords++;
  return found;
}

/** Soft hyphen, grapheme joiner, zero-width characters, and two ideographs that senders write by mistake for them (&#8199 and &#847 in hexadecimal). */
export const invisible = /(?:\u034f|[\u00ad\u200b-\u200f\u2007\u2060-\u2064\ufeff\u3164\u8199\u847f])+/g;

/** Invisible characters out, imitations of Latin letters back to what they imitate. */
export function plainLetters(text: string): string {
  return /[^\u0000-\u024f]|\u00ad/.test(text) ? text.normalize('NFKC').replace(invisible, '') : text;
}

/** `WaImart`, `BIueCross`, `K0BALT`, `$1OO`: a capital I for an l, a zero for an O, an O for a zero. Endings that camel case makes are left alone. */
const swappedLetters = /[a-z]I[a-mo-su-z]|\b[A-Z]I[ue][a-z]|[A-Z]{1,10}0[A-Z]{2}|\d[O]{2}\b|\b0[a-z]{3}/;

export function swapsLetters(text: string): boolean {
  return swappedLetters.test(text);
}
