/** Bytes of a declared charset as text, never failing: what is unknown or wrong is read as mail programs read it. */
import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Names that mail uses and the WHATWG Encoding standard does not know. */
const aliases = new Map([
  ['ansi', 'windows-1252'],
  ['cp-1252', 'windows-1252'],
  ['cp932', 'shift_jis'],
  ['ms932', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
  ['cp51932', 'euc-jp'],
  ['cp50220', 'iso-2022-jp'],
  ['cp50221', 'iso-2022-jp'],
  ['utf8mb4', 'utf-8'],
  ['unicode', 'utf-16le'],
]);

/** Charsets in which bytes below 128 are not just ASCII. */
const stateful = new Set(['iso-2022-jp', 'utf-16le', 'utf-16be']);

const decoders = new Map<string, TextDecoder>();

/** Longer than any registered charset name; longer ones are not worth asking about. */
const maxLabel = 40;

/** RFC 2152 is refused by browsers and read by some mail programs: text that one filter sees and one reader does not. */
export function isUtf7(label: string | undefined): boolean {
  return label !== undefined && /^(?:(?:cs)?unicode-?1-?1-?)?utf-?7(?:-imap)?$/i.test(label.trim());
}

export function decodeCharset(bytes: Uint8Array, label: string | undefined): string {
  if (isUtf7(label)) return decodeUtf7(latin1(bytes));
  const decoder = decoderFor(label);
  if (isAscii(bytes) && !(decoder && stateful.has(decoder.encoding))) return latin1(bytes);
  if (decoder) return decoder.decode(bytes);
  return decodeUnlabelled(bytes);
}

/** Bytes that say nothing of their charset: UTF-8 where they are UTF-8, else Windows-1252. */
export function decodeUnlabelled(bytes: Uint8Array): string {
  return isUtf8(bytes) ? view(bytes).toString('utf8') : windows1252.decode(bytes);
}

const windows1252 = new TextDecoder('windows-1252');

const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const latin1 = (bytes: Uint8Array): string => view(bytes).toString('latin1');

/** Undefined for us-ascii, for nothing and for what nobody knows: then the bytes decide. */
function decoderFor(label: string | undefined): TextDecoder | undefined {
  const name = label?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'us-ascii' || name === 'ascii' || name.length > maxLabel) return undefined;
  const standard = aliases.get(name) ?? name;
  const known = decoders.get(standard);
  if (known) return known;
  const made = makeDecoder(standard);
  // Unknown names are a stranger's: remembering them all would let him fill the memory.
  if (made) decoders.set(standard, made);
  return made;
}

function makeDecoder(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

/** RFC 2152: `+`, base64 of UTF-16BE, `-`. */
function decodeUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)(-?)/g, (_, coded: string, end: string) => {
    if (coded === '') return end === '-' ? '+' : `+${end}`;
    const units = Buffer.from(coded, 'base64');
    return units
      .subarray(0, units.length & ~1)
      .swap16()
      .toString('utf16le');
  });
}
