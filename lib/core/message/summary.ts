/** What a log row shows of the header section. */
import type { Evidence } from '../analyse/evidence.ts';
import { evidenceOf } from '../findings/finding.ts';
import { parseAddresses } from './address.ts';
import type { Header } from './header.ts';
import { decodeWords } from './words.ts';

export function summaryOf(header: Header): Evidence['summary'] {
  const subject = header.first('subject');
  const messageId = header.first('message-id');
  const headerFrom = onlyMailbox(header.all('from'));
  return {
    ...(subject !== undefined && { subject: evidenceOf(decodeWords(subject)) }),
    ...(headerFrom !== undefined && { headerFrom: evidenceOf(headerFrom) }),
    ...(messageId !== undefined && { messageId: evidenceOf(messageId) }),
  };
}

/** Several authors, or two From fields, are nobody that a log or a policy could name (RFC 9989 section 5.3.1). */
function onlyMailbox(fields: readonly string[]): string | undefined {
  const mailboxes = fields.flatMap((field) => parseAddresses(field));
  return fields.length === 1 && mailboxes.length === 1 ? mailboxes[0]?.address || undefined : undefined;
}
