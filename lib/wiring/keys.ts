/** Keys in the bucket. The first hexadecimal digit of a hash spreads time-ordered ids over 16 prefixes: alone they would make one hot one. */
export const prefixes = {
  /** Bytes and envelopes of messages that are not finished. */
  incoming: 'incoming/',
  /** What is held. */
  quarantine: 'quarantine/',
  /** Messages in POP3 mailboxes. */
  mailbox: 'mailbox/',
  /** What crosses the state machine and is too large for it; gone after a day. */
  scratch: 'scratch/',
  /** Evidence too large for the table; kept for the search window. */
  evidence: 'evidence/',
  /** Versions of policy and directory. */
  rules: 'rules/',
  /** ClamAV's signatures. */
  signatures: 'signatures/',
  /** What this installation was taught: a journal of lessons, and what it comes to. */
  lessons: 'lessons/',
  /** Where the SES receipt rule puts mail; gone after a week. */
  ses: 'ses/',
  /** The archive: Parquet by day. */
  archive: 'archive/',
  /** What Firehose could not write. */
  archiveErrors: 'archive-errors/',
  /** Results of Athena's queries; gone after a week. */
  queries: 'queries/',
} as const;

/** A message, whatever its size: bytes and envelope are one object, and its writing commits both. */
export const bytesSuffix = '.eml';
/** The metadata name of the envelope (`x-amz-meta-...`): packed, in base64; or `behind`, where it stands behind the bytes. */
export const envelopeMetadata = 'envelope';

/** What `signatures/` is read by: the files of the present set and where each is. */
export const signatureManifest = `${prefixes.signatures}current.json`;

export const laneCount = 16;
