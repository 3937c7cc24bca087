/** Text put back into a part's charset and transfer encoding (RFC 2045 section 6). */
import { Buffer, isAscii } from 'node:buffer';

/** What the charset makes of the text; undefined where it cannot say it, or is none that we write. */
export function encodeCharset(text: string, charset: string, like: Uint8Array): Uint8Array | undefined {
  if (/^utf-?16/.test(charset)) return encodeUtf16(text, charset, like);
  if (charset === 'utf-8' || charset === 'utf8') return Buffer.from(text, 'utf8');
  if (/^(?:iso-8859-1|latin1|windows-1252)$/.test(charset) && /^[\u0000-\u007f\u00a0-\u00ff]*$/.test(text)) {
    return Buffer.from(text, 'latin1');
  }
  return isAsciiSuperset(charset) && isAscii(Buffer.from(text)) ? Buffer.from(text) : undefined;
}

/** The mark tells the order where there is one; else as browsers take it. */
function encodeUtf16(text: string, charset: string, like: Uint8Array): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  const isBig = like[0] === 0xfe && like[1] === 0xff;
  const isLittle = like[0] === 0xff && like[1] === 0xfe;
  return isBig || (!isLittle && charset === 'utf-16be') ? bytes.swap16() : bytes;
}

/** ISO-2022-JP is none: behind an escape its bytes look like markup. */
function isAsciiSuperset(charset: string): boolean {
  if (charset === '' || charset === 'us-ascii' || charset === 'ascii') return true;
  try {
    return !['replacement', 'iso-2022-jp'].includes(new TextDecoder(charset).encoding);
  } catch {
    return false;
  }
}

export function base64Lines(bytes: Uint8Array, lineEnd: string): Uint8Array {
  const text = Buffer.from(bytes).toString('base64');
  return Buffer.from((text.match(/.{1,76}/g) ?? []).join(lineEnd));
}

const longest = 76;

/** Line ends of the message stay line ends; a CR or LF that is none is written as an escape. */
export function quotedPrintable(bytes: Uint8Array, lineEnd: string): Uint8Array {
  const lines = Buffer.from(bytes).toString('latin1').split(lineEnd);
  return Buffer.from(lines.map((line) => quotedLine(line, lineEnd)).join(lineEnd), 'latin1');
}

function quotedLine(line: string, lineEnd: string): string {
  // RFC 2045 section 6.7 rule 3: white space at a line's end must be an escape.
  const quoted = line.replace(/[^\t -<>-~]|[\t ]$/g, escaped);
  const pieces: string[] = [];
  let rest = quoted;
  while (rest.length > longest) {
    const cut = /=[0-9A-F]?$/.exec(rest.slice(0, longest - 1))?.index ?? longest - 1;
    pieces.push(`${rest.slice(0, cut)}=`);
    rest = rest.slice(cut);
  }
  return [...pieces, rest].join(lineEnd);
}

const escaped = (character: string): string =>
  `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
