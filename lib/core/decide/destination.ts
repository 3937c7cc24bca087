/** Where a copy goes on to, by the directory. */
import { joinAddress, splitAddress } from '../message/canonical.ts';
import type { Route } from '../policy/directory.ts';
import type { Rules } from '../policy/rules.ts';
import type { Edit } from '../policy/schema.ts';
import type { Weighed } from './weigh.ts';

export interface Destination {
  /** Absent where the copy goes nowhere. */
  route?: Route;
  to: string;
}

/** `unknown`: nobody of that name is in the directory (any more), so there is no route. */
export function destinationOf(weighed: Weighed, recipient: string, rules: Rules): Destination | 'unknown' {
  const located = rules.locate(recipient);
  const own = typeof located === 'object' ? located : undefined;
  if (weighed.fate === 'deliver') return own ? inFolder(own, weighed.edits) : 'unknown';
  if (weighed.fate === 'redirect') return redirected(weighed.redirectTo, rules);
  return { to: own?.to ?? recipient };
}

function redirected(target: string | undefined, rules: Rules): Destination | 'unknown' {
  const located = target === undefined ? 'unknown' : rules.locate(target);
  if (target === undefined || located === 'unknown') return 'unknown';
  return located ? { route: located.route, to: located.to } : { route: { mx: true }, to: target };
}

/** `alice+Junk@`, as the servers of RFC 5233 file it; our POP3 mailboxes have no folders. */
function inFolder({ route, to }: { route: Route; to: string }, edits: readonly Edit[]): Destination {
  const folder = edits.find((edit) => 'folder' in edit)?.folder;
  const parts = splitAddress(to);
  if (folder === undefined || !parts || 'mailbox' in route) return { route, to };
  const plus = parts.local.indexOf('+', 1);
  const local = plus === -1 ? parts.local : parts.local.slice(0, plus);
  return { route, to: joinAddress(`${local}+${folder}`, parts.domain) };
}
