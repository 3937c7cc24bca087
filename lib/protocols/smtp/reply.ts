/** Replies (RFC 5321 section 4.2) with enhanced status codes (RFC 2034, RFC 3463). */

export interface Reply {
  code: number;
  /** Absent for the greeting, for EHLO and for 3xx (RFC 2034 section 4). */
  enhanced?: string;
  text: string | readonly string[];
  /** What follows once the reply is out; absent: the next command. */
  next?: 'content' | 'starttls' | 'close';
}

export const isRefusal = (reply: Reply): boolean => reply.code >= 400;

/** RFC 5321 section 4.5.3.1.5: 512 bytes a line; the rest of it is code, enhanced code and reference. */
const textLimit = 440;

/** `reference` ends every refusal, so that a stranger's postmaster can quote it to ours. */
export function encode(reply: Reply, reference: string): string {
  const lines = typeof reply.text === 'string' ? [reply.text] : reply.text;
  const prefix = reply.enhanced === undefined ? '' : `${reply.enhanced} `;
  const suffix = isRefusal(reply) ? ` [${reference}]` : '';
  const last = lines.length - 1;
  return lines
    .map((line, n) => `${reply.code}${n < last ? '-' : ' '}${prefix}${plain(line)}${n < last ? '' : suffix}\r\n`)
    .join('');
}

/** RFC 5321 section 4.2: textstring is printable ASCII. */
const plain = (text: string): string => text.slice(0, textLimit).replace(/[^\u0020-\u007e]/g, '?');

/** Without the code, as the log keeps it. */
export const wording = (reply: Reply): string => [reply.enhanced ?? [], reply.text].flat().join(' ');

const reply = (code: number, enhanced: string, text: string): Reply => ({ code, enhanced, text });
const closing = (code: number, enhanced: string, text: string): Reply => ({ code, enhanced, text, next: 'close' });

export const replies = {
  ok: reply(250, '2.0.0', 'OK'),
  senderOk: reply(250, '2.1.0', 'Sender OK'),
  recipientOk: reply(250, '2.1.5', 'Recipient OK'),
  startContent: { code: 354, text: 'End data with <CR><LF>.<CR><LF>', next: 'content' } satisfies Reply,
  startTls: { code: 220, enhanced: '2.0.0', text: 'Ready to start TLS', next: 'starttls' } satisfies Reply,
  bye: closing(221, '2.0.0', 'Goodbye'),
  help: reply(214, '2.0.0', 'RFC 5321 tells all; this server takes mail for its own recipients only'),
  // RFC 5321 section 7.3: VRFY may be answered so, without telling anything.
  cannotVerify: reply(252, '2.1.5', 'Cannot verify, send some mail and see'),

  unknownCommand: reply(500, '5.5.1', 'Command not recognised'),
  lineTooLong: reply(500, '5.5.2', 'Line too long'),
  garbled: reply(500, '5.5.2', 'A command is ASCII or UTF-8 without control characters'),
  notImplemented: reply(502, '5.5.1', 'Command not implemented'),
  noParameters: reply(501, '5.5.4', 'This command takes no parameters'),
  needsName: reply(501, '5.5.4', 'Your name is missing'),
  greetFirst: reply(503, '5.5.1', 'Say EHLO or HELO first'),
  nestedMail: reply(503, '5.5.1', 'A transaction is open already'),
  mailFirst: reply(503, '5.5.1', 'MAIL comes first'),
  tlsActive: reply(503, '5.5.1', 'TLS is active already'),
  noRecipients: reply(554, '5.5.1', 'No valid recipients'),
  badSender: reply(501, '5.1.7', 'Syntax: MAIL FROM:<address>'),
  badRecipient: reply(501, '5.1.3', 'Syntax: RCPT TO:<address>'),
  badParameter: reply(501, '5.5.4', 'Malformed parameter'),
  unknownParameter: reply(555, '5.5.4', 'Parameter not recognised'),
  // RFC 6531 section 3.5: such an address needs the SMTPUTF8 parameter.
  needsUtf8: reply(553, '5.6.7', 'A non-ASCII address needs SMTPUTF8'),

  relayDenied: reply(550, '5.7.1', 'Relaying denied'),
  unknownRecipient: reply(550, '5.1.1', 'No such recipient here'),
  tooManyRecipients: reply(452, '4.5.3', 'Too many recipients'),
  storeFull: reply(452, '4.3.1', 'No space, try again later'),
  tooBig: reply(552, '5.3.4', 'Message too big'),
  localError: reply(451, '4.3.0', 'Local trouble, try again later'),

  bareLineEnd: closing(550, '5.6.11', 'A bare CR or LF; lines end with CRLF'),
  bareCommand: closing(500, '5.5.2', 'A bare CR or LF; lines end with CRLF'),
  notWeb: closing(554, '5.5.1', 'This is a mail server'),
  tooManyErrors: closing(421, '4.7.0', 'Too many errors'),
  tooManyCommands: closing(421, '4.7.0', 'Too many commands'),
  tooManyMessages: closing(421, '4.7.0', 'Enough for one session'),
  tooManyConnections: closing(421, '4.7.0', 'Too many connections'),
  lost: closing(421, '4.4.2', 'The connection broke in the middle of the message'),
  shutdown: closing(421, '4.3.2', 'Service is shutting down'),
  idle: closing(421, '4.4.2', 'Nothing came in time'),
  slow: closing(421, '4.4.2', 'Content came too slowly'),
} as const satisfies Record<string, Reply>;
