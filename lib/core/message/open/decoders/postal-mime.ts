/**
 * postal-mime as one of the three decoders. Its public result joins all text into one body, so its MIME tree is read instead, and
 * rendering is left out. The tree is not part of its published types: the version is pinned, and a test fails when the tree changes.
 */
import { Buffer } from 'node:buffer';
import PostalMime, { decodeWords } from 'postal-mime';

import { type Decoder, type ReadLeaf, TooMuch } from './reading.ts';

interface Structured {
  value: string;
  params: Record<string, string | undefined>;
}

interface ContentDecoder {
  update(line: Uint8Array): void;
  finalize(): Promise<ArrayBuffer>;
}

interface MimeNode {
  childNodes: MimeNode[];
  contentType: { parsed: Structured; multipart: string | false };
  contentTransferEncoding: { encoding: string };
  contentDisposition: { parsed: Structured };
  contentId?: string;
  contentDecoder: ContentDecoder | null;
  content: ArrayBuffer | null;
  /** Takes a line that is no delimiter. */
  feed(line: Uint8Array): void;
}

/** It works line by line: 40 MB of base64 are half as many. */
const maxLines = 1_000_000;

/** It makes a piece of memory of each base64 text that ends with padding: one for a part is usual, one for a line is seen. */
const maxPadding = 20_000;

class TreeBuilder extends PostalMime {
  declare readonly root: MimeNode;
  declare readonly currentNode: MimeNode;
  declare processLine: (line: Uint8Array, isFinal: boolean) => Promise<void>;
}

export const postalMime: Decoder = {
  name: 'postal-mime',
  version: '4.0.0',
  async read(raw) {
    const builder = new TreeBuilder();
    await feedLines(builder, Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
    const leaves: ReadLeaf[] = [];
    collect(builder.root, leaves);
    return leaves;
  },
};

const LF = 0x0a;
const CR = 0x0d;
const HYPHEN = 0x2d;
const PAD = 0x3d;

/** As its `parse` does, but for lines that cannot be delimiters without a promise each. */
async function feedLines(builder: TreeBuilder, bytes: Buffer): Promise<void> {
  let start = 0;
  let padding = 0;
  for (let lines = 0; start < bytes.length; lines++) {
    if (lines >= maxLines) throw new TooMuch(`more than ${maxLines} lines`);
    const found = bytes.indexOf(LF, start);
    const next = found < 0 ? bytes.length : found + 1;
    const line = bytes.subarray(start, textEnd(bytes, start, next));
    const node = builder.currentNode;
    if (node.contentDecoder && isIdentity(node)) node.contentDecoder = new Lines();
    if (/base64/i.test(node.contentTransferEncoding.encoding)) padding += countPadding(line);
    if (padding > maxPadding) throw new TooMuch(`more than ${maxPadding} pieces of base64`);
    if (next < bytes.length && line[0] !== HYPHEN) node.feed(line);
    else await builder.processLine(line, next >= bytes.length);
    start = next;
  }
}

function countPadding(line: Buffer): number {
  let count = 0;
  for (let at = line.indexOf(PAD); at >= 0; at = line.indexOf(PAD, at + 1)) count++;
  return count;
}

function textEnd(bytes: Buffer, start: number, next: number): number {
  let end = next;
  while (end > start && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--;
  return end;
}

function isIdentity({ contentDecoder, contentTransferEncoding }: MimeNode): boolean {
  return !(contentDecoder instanceof Lines) && !/base64|quoted-printable/i.test(contentTransferEncoding.encoding);
}

/** Its own gathers the lines of unencoded content in a Blob of as many pieces, which for a large text takes seconds and gigabytes. */
class Lines implements ContentDecoder {
  #bytes = Buffer.alloc(0);
  #length = 0;

  update(line: Uint8Array): void {
    const end = this.#length + line.length + 1;
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.set(line, this.#length);
    this.#bytes[end - 1] = 0x0a;
    this.#length = end;
  }

  #grow(needed: number): void {
    const larger = Buffer.from(new ArrayBuffer(Math.max(1024, needed * 2)));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  finalize(): Promise<ArrayBuffer> {
    return Promise.resolve(this.#bytes.buffer.slice(0, this.#length));
  }
}

function collect(node: MimeNode, leaves: ReadLeaf[]): void {
  if (node.contentType.multipart === false && node.content) leaves.push(leafOf(node, node.content));
  for (const child of node.childNodes) collect(child, leaves);
}

function leafOf(node: MimeNode, content: ArrayBuffer): ReadLeaf {
  const names = [node.contentDisposition.parsed.params['filename'], node.contentType.parsed.params['name']];
  return {
    type: node.contentType.parsed.value || undefined,
    names: names.filter((name) => name !== undefined && name !== '').map((name) => decodeWords(name ?? '')),
    disposition: node.contentDisposition.parsed.value || undefined,
    contentId: node.contentId,
    bytes: new Uint8Array(content),
  };
}
