/** MIME entities outside of all boundaries, in a preamble or an epilogue. */
import { Buffer } from 'node:buffer';

const entityField = /(?:^|\n)content-(?:type|transfer-encoding|disposition)[ \t]*:/gi;

/** Each from its first header line to where the next begins. */
export function strayEntities(region: Uint8Array): Uint8Array[] {
  if (region.length < 'content-type:'.length) return [];
  const bytes = Buffer.from(region.buffer, region.byteOffset, region.byteLength);
  const text = bytes.toString('latin1');
  const starts: number[] = [];
  let blockEnd = -1;
  for (const match of text.matchAll(entityField)) {
    if (match.index < blockEnd) continue;
    starts.push(blockStart(text, match.index, Math.max(blockEnd, 0)));
    blockEnd = endOfBlock(text, match.index + 1);
  }
  return starts.map((start, at) => bytes.subarray(start, starts[at + 1] ?? bytes.length));
}

/** The header section may begin with other fields: back to behind the last empty line or delimiter-like line. */
function blockStart(text: string, at: number, from: number): number {
  const before = text.slice(from, at + 1);
  const empty = Math.max(before.lastIndexOf('\n\n') + 2, before.lastIndexOf('\n\r\n') + 3);
  const hyphens = before.lastIndexOf('\n--');
  const behindHyphens = hyphens < 0 && !before.startsWith('--') ? 0 : before.indexOf('\n', hyphens + 1) + 1;
  return from + Math.min(before.length, Math.max(empty > 2 ? empty : 0, behindHyphens));
}

function endOfBlock(text: string, at: number): number {
  const emptyLine = /\n\r*\n/g;
  emptyLine.lastIndex = at;
  return emptyLine.exec(text)?.index ?? text.length;
}
