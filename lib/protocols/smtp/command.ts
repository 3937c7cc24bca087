/** Command lines (RFC 5321 section 4.1): the verb, and what MAIL and RCPT carry. */
import { readPath, type Mailbox } from './path.ts';
import { replies, type Reply } from './reply.ts';

export const verbs = [
  'EHLO',
  'HELO',
  'MAIL',
  'RCPT',
  'DATA',
  'RSET',
  'NOOP',
  'QUIT',
  'STARTTLS',
  'VRFY',
  'EXPN',
  'HELP',
  'AUTH',
  'ETRN',
  'TURN',
] as const;
export type Verb = (typeof verbs)[number];

const known: ReadonlySet<string> = new Set(verbs);
const isVerb = (word: string): word is Verb => known.has(word);

/** `web`: a browser was talked into speaking to us, and what follows was written by some page. */
export type Command = { verb: Verb | 'unknown' | 'web'; argument: string };

export function readCommand(line: string): Command {
  const space = line.search(/[ \t]/);
  const word = (space < 0 ? line : line.slice(0, space)).toUpperCase();
  const argument = space < 0 ? '' : line.slice(space).trim();
  if (isVerb(word)) return { verb: word, argument };
  return { verb: /^(?:GET|POST|PUT|HEAD|OPTIONS|CONNECT|HOST:|USER-AGENT:)$/.test(word) ? 'web' : 'unknown', argument };
}

export interface MailCommand {
  mailbox: Mailbox;
  size?: number;
  body8bit: boolean;
  smtputf8: boolean;
}

/** `esmtp`: the client said EHLO, so it may use what we offered. */
export function readMail(argument: string, esmtp: boolean): MailCommand | Reply {
  const path = readNamedPath(argument, /^FROM:[ \t]*/i, replies.badSender);
  if ('code' in path) return path;
  const mail: MailCommand = { mailbox: path.mailbox, body8bit: false, smtputf8: false };
  const seen = new Set<string>();
  for (const [name, value] of path.parameters) {
    if (seen.has(name)) return replies.badParameter;
    seen.add(name);
    const refusal = esmtp ? applyParameter(mail, name, value) : replies.unknownParameter;
    if (refusal !== undefined) return refusal;
  }
  if (mail.mailbox.address !== '' && mail.mailbox.domain === '') return replies.badSender;
  return mail.mailbox.ascii || mail.smtputf8 ? mail : replies.needsUtf8;
}

function applyParameter(mail: MailCommand, name: string, value: string | undefined): Reply | undefined {
  switch (name) {
    case 'SIZE':
      // RFC 1870 section 3: 1 to 20 digits.
      if (value === undefined || !/^[0-9]{1,20}$/.test(value)) return replies.badParameter;
      mail.size = Number(value);
      return undefined;
    case 'BODY':
      if (value === undefined || !/^(?:7BIT|8BITMIME)$/i.test(value)) return replies.badParameter;
      mail.body8bit = value.toUpperCase() === '8BITMIME';
      return undefined;
    case 'SMTPUTF8':
      if (value !== undefined) return replies.badParameter;
      mail.smtputf8 = true;
      return undefined;
    default:
      return replies.unknownParameter;
  }
}

export function readRecipient(argument: string, smtputf8: boolean): Mailbox | Reply {
  const path = readNamedPath(argument, /^TO:[ \t]*/i, replies.badRecipient);
  if ('code' in path) return path;
  if (path.mailbox.address === '') return replies.badRecipient;
  if (path.parameters.length > 0) return replies.unknownParameter;
  // RFC 5321 section 4.5.1: only postmaster may come without a domain.
  if (path.mailbox.domain === '' && !/^postmaster$/i.test(path.mailbox.local)) return replies.badRecipient;
  return path.mailbox.ascii || smtputf8 ? path.mailbox : replies.needsUtf8;
}

type Parameter = readonly [name: string, value: string | undefined];

/** RFC 5321 section 3.3 forbids the blank behind the colon; too many send it to insist. */
function readNamedPath(
  argument: string,
  keyword: RegExp,
  malformed: Reply,
): { mailbox: Mailbox; parameters: Parameter[] } | Reply {
  const name = keyword.exec(argument)?.[0];
  const path = name === undefined ? undefined : readPath(argument.slice(name.length));
  if (path === undefined || (path.rest !== '' && !/^[ \t]/.test(path.rest))) return malformed;
  const parameters = readParameters(path.rest);
  return parameters === undefined ? replies.badParameter : { mailbox: path.mailbox, parameters };
}

function readParameters(text: string): Parameter[] | undefined {
  const parameters: Parameter[] = [];
  for (const word of text.split(/[ \t]/)) {
    if (word === '') continue;
    const match = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^=\s]+))?$/.exec(word);
    if (match?.[1] === undefined) return undefined;
    parameters.push([match[1].toUpperCase(), match[2]]);
  }
  return parameters;
}
