/** The examiner `antivirus/documents`: a third engine of our own, which reads the structure of documents instead of patterns. */
import { Buffer } from 'node:buffer';

import type { Part } from '../../../message/open/opened.ts';
import type { Examiner, Report, Subject } from '../../examiner.ts';
import type { Finding } from '../../../findings/finding.ts';
import { fact, TooComplex } from './codes.ts';
import { kindsOf, readers } from './kinds.ts';

export function createDocumentsExaminer(): Examiner {
  return {
    name: 'antivirus/documents',
    layer: 'antivirus',
    version: () => '1',
    examine: async (subject, signal) => examineParts(subject, signal),
  };
}

function examineParts({ message }: Subject, signal: AbortSignal): Report {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  let examined = 0;
  for (const part of message.opened.parts) {
    signal.throwIfAborted();
    if (part.size === 0 || isContainer(part) || seen.has(part.sha256)) continue;
    seen.add(part.sha256);
    const bytes = message.bytes(part.n);
    if (!bytes) continue;
    examined++;
    findings.push(...examinePart(bytes, part));
  }
  return { findings, examined };
}

/** The message and its multiparts: what they hold comes as parts of its own. */
const isContainer = (part: Part): boolean =>
  part.origin === 'message' || part.declaredType?.startsWith('multipart/') === true;

/** A part that is two kinds of document at once is read as both. */
function examinePart(bytes: Uint8Array, part: Part): Finding[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const findings = kindsOf(file, part).flatMap((kind): Finding[] => {
    try {
      return readers[kind](file, part.names);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return [fact(error instanceof TooComplex ? 'DOCUMENT_TOO_COMPLEX' : 'DOCUMENT_UNREADABLE', `${kind}: ${text}`)];
    }
  });
  return onceEach(findings).map((finding) => ({ ...finding, part: part.n }));
}

/** The same fact twenty times over in one document says no more than once. */
function onceEach(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ code }, at) => findings.findIndex((each) => each.code === code) === at);
}
