/** All that the rules may look at, gathered once per message. What receiving machines wrote (X-Spam-*, Authentication-Results, ...) is not among it. */
import type { Finding } from '../../../findings/finding.ts';
import type { Envelope } from '../../../message/envelope.ts';
import type { OpenedMessage } from '../../../message/open/opened.ts';
import { decodeWords } from '../../../message/words.ts';
import { bodyOf, type Body } from './body.ts';
import { lettersOf, plainLetters, type Letters } from './letters.ts';
import { linksOf, type Links } from './links.ts';
import { pathOf, type Path } from './path.ts';
import { wordsOf } from './phrases.ts';
import { senderOf, type Sender } from './sender.ts';

export interface Facts {
  message: OpenedMessage;
  sender: Sender;
  path: Path;
  body: Body;
  links: Links;
  subject: string;
  subjectWords: string[];
  subjectLetters: Letters;
  /** Sent to many on purpose, and saying so (RFC 2369, RFC 2919, RFC 3834). */
  bulk: boolean;
  /** Passed on by a mailing list, which may have rewritten anything. */
  list: boolean;
  reply: boolean;
  dateOffset: number | undefined;
  /** Codes that the examiners before have found. */
  codes: ReadonlySet<string>;
}

export interface FactsInput {
  message: OpenedMessage;
  envelope: Pick<Envelope, 'mailFrom' | 'client'>;
  findings: readonly Finding[];
}

const subjectLimit = 500;

/** Re: in the languages of mail programs; a reference alone is written by anybody. */
const answers = /^\s*(?:re|aw|antw|antwort|sv|vs|res|rif|odp|ynt|回复|回覆|答复|fwd?|wg|tr)\s?(?:\[\d+\])?\s?[:：]/i;

export function factsOf({ message, envelope, findings }: FactsInput): Facts {
  const { header } = message;
  const subject = withoutTags(decodeWords((header.first('subject') ?? '').slice(0, 2000))).slice(0, subjectLimit);
  const path = pathOf(header, envelope.client);
  const body = bodyOf(message, subject);
  const date = Date.parse((header.first('date') ?? '').replace(/\([^()]*\)/g, ' '));
  const has = (name: string): boolean => header.first(name) !== undefined;
  return {
    message,
    sender: senderOf(header, envelope.mailFrom),
    path,
    body,
    links: linksOf(body.html, body.plain),
    subject,
    subjectWords: wordsOf(plainLetters(subject)),
    subjectLetters: lettersOf(subject),
    bulk: has('list-unsubscribe') || has('feedback-id') || /bulk|list/i.test(header.first('precedence') ?? ''),
    list: has('list-post') || has('list-archive') || (has('list-id') && has('list-help')),
    reply: (has('in-reply-to') || has('references')) && (answers.test(subject) || body.quoted > 1),
    dateOffset: Number.isNaN(date) || path.receivedAt === undefined ? undefined : date - path.receivedAt,
    codes: new Set(findings.map((finding) => finding.code)),
  };
}

/** `[SPAM]` of a filter before us and `[list-name]` of a list: neither is the sender's. */
export function withoutTags(subject: string): string {
  return subject.replace(/^(\s*(?:re|aw|fwd?|wg|sv|tr):)?\s*(?:\[[^\]]{1,40}\]\s*){1,3}/i, '$1 ').trim();
}
