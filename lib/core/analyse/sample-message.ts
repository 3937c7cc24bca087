/** For tests: a subject that is a message as received, for examiners that read header and envelope. */
import { Buffer } from 'node:buffer';

import type { Envelope } from '../message/envelope.ts';
import { parseHeader } from '../message/header.ts';
import type { Subject } from './examiner.ts';

export function sampleMessage(raw: string | Uint8Array, envelope: Partial<Envelope> = {}): Subject {
  const bytes = Buffer.from(raw);
  return {
    raw: bytes,
    envelope: {
      v: 1,
      id: '01890000-0000-7000-8000-000000000000',
      collector: 'smtp',
      sourceKey: 'sample',
      receivedAt: Date.UTC(2026, 0, 5, 12),
      raw: { key: 'sample', size: bytes.length, sha256: '' },
      mailFrom: 'sender@example.test',
      body8bit: false,
      smtputf8: false,
      recipients: [{ r: 0, address: 'alice@example.test', evidence: 'RCPT' }],
      ...envelope,
    },
    message: {
      opened: { v: 1, id: 'sample', decoders: [], parts: [], defects: [], limits: [] },
      header: parseHeader(bytes),
      bytes: () => undefined,
      texts: [],
    },
    examinations: [],
  };
}

/** Written with LF, received with CRLF. */
export const crlf = (text: string): string => text.replace(/\r?\n/g, '\r\n');
