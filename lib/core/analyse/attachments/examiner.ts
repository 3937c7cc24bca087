/** The examiner `attachments`: facts about parts. Which of them an administrator forbids is for `decide`. */
import type { Examiner, Subject } from '../examiner.ts';
import type { Finding } from '../../findings/finding.ts';
import { examineDisguise } from './disguise.ts';
import { examineHtml } from './html.ts';
import { examineKind } from './kinds.ts';
import { examineNames } from './names.ts';
import { examineLoneScripts, examinePacked, examinePasswords } from './packed.ts';

export function createAttachmentsExaminer(): Examiner {
  return {
    name: 'attachments',
    layer: 'attachments',
    version: () => '1',
    examine: (subject) => Promise.resolve(examine(subject)),
  };
}

function examine({ message }: Subject): { findings: Finding[]; examined: number } {
  // Part 0 is the message, and messages within it have parts of their own.
  const looked = message.opened.parts.filter((part) => part.origin !== 'message');
  const parts = new Map(looked.map((part) => [part.n, part]));
  const findings = looked.flatMap((part) => [
    ...examineDisguise(part),
    ...examineNames(part),
    ...examinePacked(part, parts),
    ...examineKind(part),
    ...examineHtml(part, message.bytes(part.n)),
  ]);
  findings.push(...examineLoneScripts(parts), ...examinePasswords(parts, message.texts));
  // The strongest first: what goes beyond the limit of findings is the least.
  findings.sort((a, b) => (b.points ?? 0) - (a.points ?? 0));
  return { findings, examined: looked.length };
}
