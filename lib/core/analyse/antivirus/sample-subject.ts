/** For tests: a subject of hand-made parts. */
import { createHash } from 'node:crypto';

import type { Part } from '../../message/open/opened.ts';
import { Header } from '../../message/header.ts';
import type { Subject } from '../examiner.ts';

export interface SamplePart extends Partial<Omit<Part, 'n'>> {
  content?: string | Uint8Array;
}

/** Parts are numbered from 1 (0 is the message); a part without `content` has no bytes. */
export function sampleSubject(raw: string, samples: SamplePart[] = []): Subject {
  const rawBytes = Buffer.from(raw, 'latin1');
  const contents = samples.map(({ content }) => (typeof content === 'string' ? Buffer.from(content) : content));
  const parts = samples.map((sample, index) => partOf(index + 1, contents[index], sample));
  const root = partOf(0, rawBytes, { origin: 'message', declaredType: 'multipart/mixed' });
  return {
    raw: rawBytes,
    envelope: {
      v: 1,
      id: '01890000-0000-7000-8000-000000000000',
      collector: 'import',
      sourceKey: 'sample',
      receivedAt: 0,
      raw: { key: 'sample', size: rawBytes.length, sha256: digest(rawBytes) },
      mailFrom: 'sender@example.test',
      body8bit: false,
      smtputf8: false,
      recipients: [{ r: 0, address: 'alice@example.test', evidence: 'RCPT' }],
    },
    message: {
      opened: { v: 1, id: 'sample', decoders: [], parts: [root, ...parts], defects: [], limits: [] },
      header: new Header([], 0),
      bytes: (n) => (n === 0 ? rawBytes : contents[n - 1]),
      texts: [],
    },
    examinations: [],
  };
}

function partOf(n: number, bytes: Uint8Array | undefined, sample: SamplePart): Part {
  const { content, ...given } = sample;
  void content;
  return {
    n,
    ...(n === 0 ? {} : { parent: 0 }),
    origin: 'mime',
    seenBy: ['walker', 'mailparser', 'postal-mime'],
    names: [],
    declaredType: 'application/octet-stream',
    types: [],
    size: bytes?.length ?? 1,
    sha256: digest(bytes ?? new Uint8Array([n])),
    status: 'opened',
    ...given,
  };
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
