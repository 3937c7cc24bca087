/**
 * postal-mime as one of the three decoders. Its public result joins all text into one body, so its MIME tree is read instead, and
 * rendering is left out. The tree is not part of its published types: the version is pinned, and a test fails when the tree changes.
 */
import PostalMime, { decodeWords } from 'postal-mime';

import type { Decoder, ReadLeaf } from './reading.ts';

interface Structured {
  value: string;
  params: Record<string, string | undefined>;
}

interface MimeNode {
  childNodes: MimeNode[];
  contentType: { parsed: Structured; multipart: string | false };
  contentDisposition: { parsed: Structured };
  contentId?: string;
  content: ArrayBuffer | null;
}

class TreeReader extends PostalMime {
  declare readonly root: MimeNode;

  /** Would sort the tree into bodies and attachments and convert between text and HTML. */
  collectNode(): Promise<void> {
    return Promise.resolve();
  }
}

export const postalMime: Decoder = {
  name: 'postal-mime',
  version: '4.0.0',
  async read(raw) {
    const reader = new TreeReader();
    await reader.parse(raw);
    const leaves: ReadLeaf[] = [];
    collect(reader.root, leaves);
    return leaves;
  },
};

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
