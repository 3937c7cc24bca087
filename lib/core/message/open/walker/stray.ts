/** MIME entities outside of all boundaries, in a preamble or an epilogue. */
import { Buffer } from 'node:buffer';

const entityField = /(?:^|\n)content-(?:type|transfer-encoding|disposition)[ \t]*:/gi;

/** Each from its first header line to where the next begins; those without any content are nobody's trick. */
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
  const pieces = starts.map((start, at): [number, number] => [start, starts[at + 1] ?? bytes.length]);
  return pieces
    .filter(([start, end]) => hasContent(text, start, end))
    .map(([start, end]) => bytes.subarray(start, end));
}

function hasContent(text: string, start: number, end: number): boolean {
  const visible = /\S/g;
  visible.lastIndex = endOfBlock(text, start);
  const match = visible.exec(text);
  return match !== null && match.index < end;
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
