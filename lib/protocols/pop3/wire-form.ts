/** A stored message as POP3 sends it (RFC 1939 section 3): lines end with CRLF, a dot at the start of a line is doubled. */

const LF = 10;
const CR = 13;
const DOT = 46;
const lineEnd = Buffer.from('\r\n');
const dot = Buffer.from('.');

/** Enough for a write, and no more in memory than that. */
export const blockSize = 64 * 1024;

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
  const window = source.subarray(0, start + blockSize);
  const lineFeedFrom = finder(window, LF);
  const carriageReturnFrom = finder(window, CR);
  let lineStart = startsLine;
  let from = start;
  let at = start;
  while (at < window.length) {
    if (lineStart && source[at] === DOT) {
      pieces.push(source.subarray(from, at), dot);
      from = at;
    }
    const end = Math.min(lineFeedFrom(at), carriageReturnFrom(at));
    lineStart = end < window.length;
    const asItIs = !lineStart || (source[end] === CR && source[end + 1] === LF);
    at = lineStart ? end + (asItIs ? 2 : 1) : end;
    if (asItIs) continue;
    pieces.push(source.subarray(from, end), lineEnd);
    from = at;
  }
  pieces.push(source.subarray(from, at));
  return { bytes: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces), end: at, lineStart };
}

/** Where a byte stands next, the end where it stands no more. No stretch is searched twice, or a stranger's mail could cost us the square of its size. */
function finder(bytes: Buffer, byte: number): (at: number) => number {
  let found = -1;
  return (at) => {
    if (found >= at) return found;
    const next = bytes.indexOf(byte, at);
    return (found = next < 0 ? bytes.length : next);
  };
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
