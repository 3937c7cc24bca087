/** How a message came: the SMTP envelope (RFC 5321 section 2.3.1) and what was seen of the sending machine. Writing it commits the message. */
import * as z from 'zod';

export const collectorNames = ['smtp', 'ses', 'pop3', 'imap', 'import', 'own'] as const;
export type CollectorName = (typeof collectorNames)[number];

export const Tls = z.strictObject({ protocol: z.string(), cipher: z.string(), servername: z.string().optional() });
export type Tls = z.infer<typeof Tls>;

/** The machine that handed the message over. `received`: read from the trusted hop of collected mail; `none`: nothing can be trusted. */
export const Client = z.strictObject({
  ip: z.string(),
  from: z.enum(['socket', 'received', 'none']),
  helo: z.string().optional(),
  rdns: z.string().optional(),
  tls: Tls.optional(),
});
export type Client = z.infer<typeof Client>;

/** What the client did in its SMTP session up to the end of this message's DATA. */
export const Wire = z.strictObject({
  /** Bytes came before our greeting (RFC 5321 section 3.1: the client waits for 220). */
  earlyTalk: z.boolean(),
  /** Commands came in one piece where RFC 2920 section 3.1 wants a wait for the reply. */
  unauthorisedPipelining: z.boolean(),
  greeting: z.enum(['EHLO', 'HELO', 'none']),
  /** How often the client gave another name in a later EHLO. */
  heloChanges: z.number(),
  unknownCommands: z.number(),
  syntaxErrors: z.number(),
  rejectedRecipients: z.number(),
  /** Messages completed earlier in the same session. */
  earlierMessages: z.number(),
  starttls: z.enum(['used', 'declined', 'failed', 'not offered']),
  /** Milliseconds from our greeting to the first command, and from DATA's 354 to the final dot. */
  msToFirstCommand: z.number().optional(),
  msData: z.number().optional(),
});
export type Wire = z.infer<typeof Wire>;

/** The client's SYN as the kernel saved it, in p0f's notation `ver:ttl:olen:mss:wsize,scale:olayout:quirks:pclass`. */
export const Tcp = z.strictObject({
  signature: z.string(),
  ttl: z.number(),
  mss: z.number().optional(),
  window: z.number(),
  /** The family of systems that sends such a SYN, as far as it can be told. */
  system: z.string().optional(),
});
export type Tcp = z.infer<typeof Tcp>;

export const EnvelopeRecipient = z.strictObject({
  /** The recipient's ordinal in the transaction; never changes. */
  r: z.number(),
  address: z.string(),
  /** Where the address was read: `RCPT`, or the header field of collected mail. */
  evidence: z.string(),
});
export type EnvelopeRecipient = z.infer<typeof EnvelopeRecipient>;

export const Envelope = z.strictObject({
  v: z.literal(1),
  /** UUIDv7, or UUIDv8 of the source where the source is what makes the message unique (docs/flow.md). */
  id: z.string(),
  collector: z.enum(collectorNames),
  sourceKey: z.string(),
  /** UTC epoch milliseconds, like every time in data. */
  receivedAt: z.number(),
  originalDate: z.number().optional(),
  raw: z.strictObject({ key: z.string(), size: z.number(), sha256: z.string() }),
  /** The reverse-path without angle brackets; empty for `<>`. */
  mailFrom: z.string(),
  body8bit: z.boolean(),
  smtputf8: z.boolean(),
  recipients: z.array(EnvelopeRecipient),
  client: Client.optional(),
  wire: Wire.optional(),
  tcp: Tcp.optional(),
});
export type Envelope = z.infer<typeof Envelope>;
