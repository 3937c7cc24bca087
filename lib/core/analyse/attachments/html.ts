/** Attached web pages: what phishers and smugglers put where no filter of links looks. */
import type { Part } from '../../message/open/opened.ts';
import type { Finding } from '../../findings/finding.ts';
import { isA, isAttached, nameOf } from './classes.ts';
import { fact } from './codes.ts';

/** Enough for the tricks; a page that is longer is mostly its payload. */
const maxLooked = 2 * 1024 * 1024;
/** A file in base64: longer than any inline icon's script would be. */
const minPayload = 2048;

const script = /<script[\s>/]|\son(?:load|error|click|mouseover|focus)\s?=|javascript:/i;
const password = /<input\b[^>]{0,200}\btype\s?=\s?["']?password/i;
const builds = /\batob\s?\(|\bnew\s+Blob\s?\(|\bUint8Array\b|\bfromCharCode\b/;
const hands =
  /\bcreateObjectURL\b|\bmsSave(?:OrOpen)?Blob\b|\.download\s?=|\bsetAttribute\s?\(\s?["']download["']|<a\b[^>]{0,100}\bdownload\b/i;

export function examineHtml(part: Part, bytes: Uint8Array | undefined): Finding[] {
  if (bytes === undefined || !isA(part, 'html') || !isAttached(part)) return [];
  const page = textOf(bytes);
  const say = (code: Parameters<typeof fact>[0]) => fact(code, part.n, nameOf(part));
  const found = [say('HTML_ATTACHMENT')];
  if (script.test(page)) found.push(say('HTML_ATTACHMENT_SCRIPT'));
  if (password.test(page)) found.push(say('HTML_ATTACHMENT_FORM'));
  if (builds.test(page) && hands.test(page) && hasPayload(page)) found.push(say('HTML_SMUGGLING'));
  return found;
}

/** All tricks are ASCII; in UTF-16 every other byte is 0. */
function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, maxLooked)).toString('latin1');
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

/**
 * One run as long as a file: base64, hexadecimal, escapes, or numbers with commas between them. Walked by hand, as a bounded pattern would
 * start anew at every character.
 */
function hasPayload(page: string): boolean {
  let run = 0;
  for (let i = 0; i < page.length; i++) {
    const code = page.charCodeAt(i);
    if (!isData(code) && !(code <= space && page.charCodeAt(i - 1) === comma)) run = 0;
    else if (++run >= minPayload) return true;
  }
  return false;
}

const comma = 0x2c;
const space = 0x20;
const dataSigns = new Set(Buffer.from('+,-_%\\'));

function isData(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code >= 47 && code <= 57) || dataSigns.has(code);
}
