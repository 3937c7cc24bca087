/** The boundary of a multipart that declares none, or another one than it uses: some mail programs take the first line that looks like one. */
import { Buffer } from 'node:buffer';

/** A delimiter line that a header field or an empty line follows. */
const delimiter = /(?:^|\n)--([^\r\n]{1,200})\r*\n(?=\r*\n|content-[a-z-]{1,40}:)/i;

/** A preamble is a sentence or two. */
const searched = 64 * 1024;

/** As Latin-1; undefined where nothing in the body looks like a delimiter. */
export function guessBoundary(body: Uint8Array): string | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, searched)).toString('latin1');
  return delimiter.exec(text)?.[1]?.trimEnd();
}
