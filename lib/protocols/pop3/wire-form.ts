/** A stored message as POP3 sends it (RFC 1939 section 3): lines end with CRLF, a dot at the start of a line is doubled. */

const LF = 10;
const CR = 13;
const DOT = 46;
const lineEnd = Buffer.from('\r\n');
const dot = Buffer.from('.');

/** Enough for a write, and no more in memory than that. */
const blockSize = 64 * 1024;

/**
 * In blocks, without the final `.`. A bare CR or LF becomes CRLF: a client that takes either for a line end would else see the end
 * of the message where a stranger wrote it.
 */
export function* wireForm(bytes: Uint8Array): Generator<Buffer> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let lineStart = true;
  for (let from = 0; from < source.length;) {
    const block = convert(source, from, lineStart);
    yield block.bytes;
    ({ lineStart } = block);
    from = block.end;
  }
  if (!lineStart) yield lineEnd;
}

interface Block {
  bytes: Buffer;
  end: number;
  lineStart: boolean;
}

function convert(source: Buffer, start: number, startsLine: boolean): Block {
  const pieces: Buffer[] = [];
  const limit = Math.min(source.length, start + blockSize);
  let lineStart = startsLine;
  let from = start;
  let at = start;
  for (; at < limit; at += 1) {
    const byte = source[at]!;
    if (lineStart && byte === DOT) {
      pieces.push(source.subarray(from, at), dot);
      from = at;
    }
    lineStart = byte === LF || byte === CR;
    if (!lineStart) continue;
    if (byte === CR && source[at + 1] === LF) {
      at += 1;
      continue;
    }
    pieces.push(source.subarray(from, at), lineEnd);
    from = at + 1;
  }
  pieces.push(source.subarray(from, at));
  return { bytes: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces), end: at, lineStart };
}

/** What TOP shows: the header section, the empty line, and so many lines of the body. */
export function top(bytes: Uint8Array, lines: number): Uint8Array {
  let at = 0;
  let inBody = false;
  let left = lines;
  while (at < bytes.length && (!inBody || left > 0)) {
    const lineFeed = bytes.indexOf(LF, at);
    if (lineFeed < 0) return bytes;
    if (inBody) left -= 1;
    else inBody = lineFeed === at || (lineFeed === at + 1 && bytes[at] === CR);
    at = lineFeed + 1;
  }
  return bytes.subarray(0, at);
}
