/** Strings of PDF (ISO 32000-1 section 7.3.4), literal and hexadecimal, as bytes in a latin1 text. */
import { TooComplex } from '../codes.ts';

/** No name is as long, and hardly a script. */
const maxString = 1024 * 1024;

/** The string that begins at `at` with `(` or `<`; undefined where there is none. */
export function stringAt(text: string, at: number): string | undefined {
  if (text[at] === '(') return literalAt(text, at + 1);
  if (text[at] !== '<' || text[at + 1] === '<') return undefined;
  const hex = text.slice(at + 1, at + 2 * maxString);
  const end = hex.indexOf('>');
  if (end < 0 && hex.length > maxString) throw new TooComplex('string');
  const digits = (end < 0 ? hex : hex.slice(0, end)).replace(/[^0-9a-f]/gi, '');
  return digits.replace(/([0-9a-f]{2})|[0-9a-f]$/gi, (pair) =>
    String.fromCharCode(Number.parseInt(pair.padEnd(2, '0'), 16)),
  );
}

const escapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
]);

/** Parentheses that balance belong to the string. */
function literalAt(text: string, from: number): string {
  const pieces: string[] = [];
  const limit = Math.min(text.length, from + maxString);
  let depth = 1;
  let at = from;
  while (at < limit) {
    const character = text[at] ?? '';
    if (character === '\\') {
      const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0];
      const next = text[at + 1] ?? '';
      pieces.push(
        octal === undefined
          ? (escapes.get(next) ?? next.replace(/[\r\n]/, ''))
          : String.fromCharCode(Number.parseInt(octal, 8) & 0xff),
      );
      at += 1 + (octal?.length ?? 1);
      continue;
    }
    if (character === '(') depth++;
    if (character === ')' && --depth === 0) break;
    pieces.push(character);
    at++;
  }
  if (at - from >= maxString) throw new TooComplex('string');
  return pieces.join('');
}

/** The text of a string: UTF-16 where it says so (section 7.9.2.2), else as it is. */
export function readable(text: string): string {
  return /^(?:\u00fe\u00ff|\u00ff\u00fe)/.test(text) ? text.slice(2).replaceAll('\u0000', '') : text;
}

/** The strings that stand behind a name, e.g. all of `/UF (...)`. */
export function stringsOf(text: string, name: string, limit = 1000): string[] {
  const found: string[] = [];
  const pattern = new RegExp(String.raw`/${name}\s{0,20}(?=[(<])`, 'g');
  for (let match = pattern.exec(text); match && found.length < limit; match = pattern.exec(text)) {
    const string = stringAt(text, pattern.lastIndex);
    if (string !== undefined) found.push(readable(string));
  }
  return found;
}
