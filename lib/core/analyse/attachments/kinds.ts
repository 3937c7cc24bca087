/** The kinds of attachment that attackers use more than others do: a note for each, so that the log and the score show them. */
import type { Part } from '../../message/open/opened.ts';
import type { Finding } from '../../findings/finding.ts';
import { isA, isWindowsScript, nameOf } from './classes.ts';
import { fact, type AttachmentsCode } from './codes.ts';

const kinds: [code: AttachmentsCode, applies: (part: Part) => boolean][] = [
  ['EXECUTABLE', (part) => isA(part, 'executable')],
  ['SCRIPT', isWindowsScript],
  ['SHORTCUT', (part) => isA(part, 'shortcut')],
  ['DISK_IMAGE', (part) => isA(part, 'disk-image')],
  ['MACRO_DOCUMENT', (part) => isA(part, 'macro-document')],
  ['SVG_SCRIPT', (part) => part.types.some((type) => type.type === 'image/svg+xml' && type.class === 'script')],
];

export function examineKind(part: Part): Finding[] {
  return kinds.filter(([, applies]) => applies(part)).map(([code]) => fact(code, part.n, nameOf(part)));
}
