/** What one SMTP session may cost us. */
export interface SmtpLimits {
  /** Bytes of a message, dot-stuffing undone. Announced by SIZE (RFC 1870). */
  messageSize: number;
  /** RFC 5321 section 4.5.3.1.8: at least 100. */
  recipients: number;
  /** Bytes of a command line with its CRLF. */
  commandLine: number;
  /** Bytes of a line of a message with its CRLF. */
  messageLine: number;
  /** 5xx replies since the last message that we took. */
  errors: number;
  /** Commands of any kind since the last message that we took. */
  commands: number;
  /** Messages of one session. */
  messages: number;
}

const kilobyte = 1024;

/** RFC 5321 section 4.5.3.1.4: 512; MAIL grows by 26 for SIZE (RFC 1870), 17 for BODY (RFC 6152), 10 for SMTPUTF8 (RFC 6531). */
const commandLine = 512 + 26 + 17 + 10;

export const smtpLimits: SmtpLimits = {
  messageSize: 40 * kilobyte * kilobyte,
  recipients: 100,
  commandLine,
  // RFC 5321 section 4.5.3.1.6 asks for 1,000; real software writes whole HTML pages on one line.
  messageLine: 64 * kilobyte,
  errors: 20,
  // Room for a list that offers 1,000 recipients in one go and is told 452 for nine tenths of them.
  commands: 2_000,
  messages: 1_000,
};
