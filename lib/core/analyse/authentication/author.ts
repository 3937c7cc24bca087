/** Who From says the author is: one mailbox, or nobody that can be held to it (RFC 9989 section 5.3.1). */
import { type Mailbox, parseAddresses } from '../../message/address.ts';
import { canonicalDomain } from '../../message/canonical.ts';
import type { Header } from '../../message/header.ts';

export type Author =
  | { kind: 'one'; address: string; domain: string }
  | { kind: 'missing' }
  | { kind: 'multiple'; why: string }
  | { kind: 'unreadable'; why: string };

export function readAuthor(header: Header): Author {
  const fields = header.all('from');
  const [field] = fields;
  if (field === undefined) return { kind: 'missing' };
  if (fields.length > 1) return { kind: 'multiple', why: `${fields.length} From fields` };
  if (isGroup(field)) return { kind: 'unreadable', why: 'a group in From' };
  const mailboxes = parseAddresses(field);
  if (mailboxes.length > 1) return { kind: 'multiple', why: `${mailboxes.length} mailboxes in From` };
  return authorOf(mailboxes[0]);
}

function authorOf(mailbox: Mailbox | undefined): Author {
  if (!mailbox || mailbox.address === '') return { kind: 'unreadable', why: 'no address in From' };
  const at = mailbox.address.lastIndexOf('@');
  const domain = canonicalDomain(mailbox.address.slice(at + 1));
  if (at < 1 || domain === undefined) return { kind: 'unreadable', why: 'no domain in From' };
  return { kind: 'one', address: mailbox.address, domain };
}

/** RFC 6854 allows a group in From; readers show its name, which proves nothing about its members. A colon alone is bad quoting. */
function isGroup(value: string): boolean {
  const bare = value.replace(/"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|<[^<>]*>|\[[^[\]]*\]/g, '');
  return bare.includes(':') && bare.includes(';');
}
