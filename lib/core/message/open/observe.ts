/** What is odd about a message before anything in it is opened: its lines, its header section, the names of its parts. */
import { isAscii } from 'node:buffer';

import type { Header } from '../header.ts';
import type { Part } from './opened.ts';
import type { Parts } from './parts.ts';
import { isTurned } from './types/names.ts';
import { lineFacts } from './walker/lines.ts';

/** RFC 5322 section 3.6: at most once each. */
const onceOnly = [
  'date',
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'message-id',
  'in-reply-to',
  'references',
  'subject',
];

/** RFC 5322 section 2.1.1, without the line end. */
const maxLine = 998;

export function observeMessage(parts: Parts, raw: Uint8Array, header: Header): void {
  const lines = lineFacts(raw);
  if (lines.nul) parts.defect('MIME_NUL');
  if (lines.bareCr) parts.defect('MIME_BARE_CR');
  if (lines.crlf && lines.lf) parts.defect('MIME_LINES_MIXED');
  if (lines.longest > maxLine) parts.defect('MIME_LINE_TOO_LONG', `${lines.longest} characters`);
  if (!isAscii(raw.subarray(0, header.bodyStart))) parts.defect('MIME_HEADER_8BIT');
  const repeated = onceOnly.filter((name) => header.all(name).length > 1);
  if (repeated.length > 0) parts.defect('MIME_HEADER_REPEATED', repeated.join(', '));
}

export function observeNames(parts: Parts, { n, names, origin }: Part): void {
  // Entries of archives have paths, and their own examiner of names.
  if (origin === 'archive' || origin === 'embedded') return;
  for (const name of names) {
    if (isTurned(name)) parts.defect('MIME_NAME_BIDI', name, n);
    if (/[\\/]/.test(name)) parts.defect('MIME_NAME_PATH', name, n);
    if (/[. ]$/.test(name)) parts.defect('MIME_NAME_TRAILING', name, n);
  }
}
