/**
 * Reads what follows DATA (RFC 5321 section 4.1.1.4) as it comes, whatever the pieces: finds the end, undoes dot-stuffing and sees
 * what would let one message look like two to somebody else. One pass over the bytes, no copies but where a dot was taken out.
 */

/** `complete`: CRLF . CRLF. `smuggling`: a bare CR or LF, or a lone dot in disguise: another server might end the message there. */
export type ContentEnd = 'complete' | 'smuggling';

export interface Piece {
  /** What belongs to the message, dot-stuffing undone. */
  bytes: Buffer;
  end?: ContentEnd;
  /** What came behind the end. */
  rest: Buffer;
}

const NUL = 0;
const LF = 10;
const CR = 13;
const DOT = 46;

/** Where in a line the next byte stands. `veiled`: NULs came before it, which some software drops, making a lone dot of `NUL . CRLF`. */
type Place = 'start' | 'middle' | 'cr' | 'dot' | 'dot-cr' | 'veiled' | 'veiled-dot' | 'veiled-dot-cr';

export class Content {
  /** Bytes of the message so far. */
  size = 0;
  /** The longest line so far, with its CRLF. */
  longestLine = 0;
  #place: Place = 'start';
  #line = 0;

  take(chunk: Buffer): Piece {
    const kept: Buffer[] = [];
    let place = this.#place;
    let from = 0;
    let lineFrom = -this.#line;
    for (let at = 0; at < chunk.length; at += 1) {
      // Within a line only its end matters, and that is found at the speed of memory.
      if (place === 'middle') at = lineEnd(chunk, at);
      if (at === chunk.length) break;
      const next = follow(place, chunk[at]!);
      if (next === 'smuggling') return { bytes: this.#join(kept), end: next, rest: chunk.subarray(at) };
      if (next === 'complete') return { bytes: this.#join(kept), end: next, rest: chunk.subarray(at + 1) };
      // RFC 5321 section 4.5.2: the dot at the start of a line goes, and the CR behind it stays out until its LF proves it the end.
      if (next === 'dot') kept.push(chunk.subarray(from, at));
      if (next === 'dot' || next === 'dot-cr') from = at + 1;
      if (next === 'start') {
        this.longestLine = Math.max(this.longestLine, at + 1 - lineFrom);
        lineFrom = at + 1;
      }
      place = next;
    }
    this.#place = place;
    this.#line = chunk.length - lineFrom;
    this.longestLine = Math.max(this.longestLine, this.#line);
    kept.push(chunk.subarray(from));
    return { bytes: this.#join(kept), rest: chunk.subarray(chunk.length) };
  }

  #join(kept: Buffer[]): Buffer {
    const bytes = kept.length === 1 ? kept[0]! : Buffer.concat(kept);
    this.size += bytes.length;
    return bytes;
  }
}

/** The next CR or LF. */
function lineEnd(chunk: Buffer, from: number): number {
  let at = from;
  while (at < chunk.length && chunk[at]! > CR) at += 1;
  return at;
}

function follow(place: Place, byte: number): Place | ContentEnd {
  if (byte === LF) return afterLineFeed(place);
  if (place === 'cr' || place === 'dot-cr' || place === 'veiled-dot-cr') return 'smuggling';
  if (byte === CR) return place === 'dot' ? 'dot-cr' : place === 'veiled-dot' ? 'veiled-dot-cr' : 'cr';
  if (byte === DOT) return place === 'start' ? 'dot' : place === 'veiled' ? 'veiled-dot' : 'middle';
  if (byte === NUL) return afterNul(place);
  return 'middle';
}

function afterLineFeed(place: Place): Place | ContentEnd {
  if (place === 'cr') return 'start';
  return place === 'dot-cr' ? 'complete' : 'smuggling';
}

function afterNul(place: Place): Place {
  if (place === 'start' || place === 'veiled') return 'veiled';
  return place === 'dot' || place === 'veiled-dot' ? 'veiled-dot' : 'middle';
}
