/** Replies (RFC 1939 section 3), with response codes (RFC 2449 section 8, RFC 3206). */

export interface Reply {
  /** The whole status line without its CRLF. */
  status: string;
  /** Lines of a multi-line reply. */
  lines?: readonly string[];
  /** A message, the rest of a multi-line reply. */
  message?: Uint8Array;
  next?: 'starttls' | 'close';
}

const ok = (text: string): Reply => ({ status: `+OK ${text}` });
const error = (text: string): Reply => ({ status: `-ERR ${text}` });

export const replies = {
  ok: ok('Done'),
  userOk: ok('Now the password'),
  continue: { status: '+ ' } satisfies Reply,
  startTls: { status: '+OK Begin TLS', next: 'starttls' } satisfies Reply,
  bye: { status: '+OK Goodbye', next: 'close' } satisfies Reply,

  unknown: error('No such command'),
  syntax: error('Malformed arguments'),
  lineTooLong: error('Line too long'),
  garbled: error('A command is ASCII or UTF-8 without control characters'),
  bareLineEnd: { status: '-ERR A bare CR or LF; lines end with CRLF', next: 'close' } satisfies Reply,
  logInFirst: error('Log in first'),
  loggedIn: error('You are logged in'),
  userFirst: error('USER comes first'),
  stlsFirst: error('Say STLS first: passwords are not taken in clear'),
  noTls: error('TLS is not available'),
  tlsActive: error('TLS is active already'),
  cancelled: error('Cancelled'),
  unknownMechanism: error('No such mechanism'),
  noSuchMessage: error('No such message'),

  wrong: error('[AUTH] Name or password is wrong'),
  busy: error('[SYS/TEMP] Too many failed logins, try again later'),
  inUse: error('[IN-USE] Another session has this mailbox open'),
  unavailable: error('[SYS/TEMP] The mailbox cannot be read now'),
  notRemoved: { status: '-ERR [SYS/TEMP] Deleted messages could not be removed', next: 'close' } satisfies Reply,
  tooManyErrors: { status: '-ERR Too many errors', next: 'close' } satisfies Reply,
} as const satisfies Record<string, Reply>;
