/**
 * mailparser as one of the three decoders. It streams every leaf as an attachment, texts too, so that leaves can be compared one by
 * one; its conversion of texts and its own reading of header fields are left out, which is most of its cost.
 */
import { MailParser } from 'mailparser';
import { Buffer } from 'node:buffer';

import type { Decoder, ReadLeaf } from './reading.ts';

interface Attachment {
  type: 'attachment';
  content: AsyncIterable<Buffer>;
  contentType: string | false;
  contentDisposition?: string | false;
  filename?: string | false;
  release(): void;
}

class LeafParser extends MailParser {
  /** Types that would be joined into bodies; it is set by the constructor and not part of the published types. */
  declare textTypes: string[];

  constructor() {
    super({
      checksumAlgo: false,
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      skipImageLinks: true,
    });
    this.textTypes = [];
  }

  /** Would parse dates, addresses and lists of every entity; `walker` and `header` do that. */
  processHeaders(): Map<string, string> {
    return new Map();
  }
}

export const mailparser: Decoder = {
  name: 'mailparser',
  version: '3.14.2',
  read(raw) {
    const parser = new LeafParser();
    return new Promise((resolve, reject) => {
      const leaves: Promise<ReadLeaf>[] = [];
      parser.on('data', (data: Attachment | { type: 'text' }) => {
        if (data.type === 'attachment') leaves.push(readLeaf(data));
      });
      parser.once('error', reject);
      parser.once('end', () => resolve(Promise.all(leaves)));
      parser.end(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
    });
  },
};

async function readLeaf(attachment: Attachment): Promise<ReadLeaf> {
  const chunks: Buffer[] = [];
  for await (const chunk of attachment.content) chunks.push(chunk);
  attachment.release();
  return {
    type: attachment.contentType || undefined,
    names: attachment.filename ? [attachment.filename] : [],
    disposition: attachment.contentDisposition || undefined,
    contentId: undefined,
    bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks),
  };
}
