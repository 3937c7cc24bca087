/** Files embedded in a section of OneNote: a double click runs them. */
import type { Buffer } from 'node:buffer';

import { oneNoteFiles } from '../../../message/open/archives/onenote.ts';
import type { Finding } from '../../../findings/finding.ts';
import { fact } from './codes.ts';
import { holdsProgram } from './office/package.ts';

const maxFiles = 200;

export function oneNoteFacts(section: Buffer): Finding[] {
  let files = 0;
  const programs: string[] = [];
  for (const { content } of oneNoteFiles(section)) {
    const kind = programKind(content);
    if (kind !== undefined) programs.push(kind);
    files++;
    if (files === maxFiles) break;
  }
  return [
    ...(files > 0 ? [fact('ONENOTE_EMBEDDED_FILE', `${files} files`)] : []),
    ...(programs.length > 0 ? [fact('ONENOTE_EMBEDDED_PROGRAM', programs.join(', '))] : []),
  ];
}

function programKind(data: Buffer): string | undefined {
  if (holdsProgram(data, 1)) return 'Windows program';
  if (data.length > 20 && data.readUInt32LE(0) === 0x4c && data.readUInt32LE(4) === 0x21401) return 'shortcut';
  const start = data.toString('latin1', 0, 4096).replaceAll('\u0000', '');
  if (/<\s{0,8}(?:script|hta:application)\b/i.test(start)) return 'HTML application';
  if (/^\s{0,80}@?\s{0,8}echo\s{1,8}off\b/i.test(start)) return 'batch file';
  return /\bwscript\.(?:shell|createobject)|\bcreateobject\s{0,4}\(|\bnew\s{1,4}activexobject\b|\bpowershell\b/i.test(
    start,
  )
    ? 'script'
    : undefined;
}
