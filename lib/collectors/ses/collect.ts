/**
 * Takes a message that SES has received into the house. SES has accepted it for us: whoever is not in our directory is dropped with a
 * record and without a bounce, since by now that would reach whoever was named as the sender (promise 4).
 */
import { isAscii } from 'node:buffer';

import type { Envelope } from '#core/message/envelope.ts';
import { parseHeader } from '#core/message/header.ts';
import { uuidv8 } from '#core/message/id.ts';
import type { Rules } from '#core/policy/rules.ts';
import type { LogStore } from '#core/ports/log-store.ts';
import type { MessageStore } from '#core/ports/message-store.ts';
import type { MessageStates } from '#core/ports/state-store.ts';
import { replies, wording, type Reply } from '#protocols/smtp/reply.ts';

import { readHop } from './hop.ts';
import type { Notice } from './notice.ts';

/** Where SES puts messages. */
export interface SesInbox {
  /** Undefined when it is not there. */
  read(messageId: string): Promise<Uint8Array | undefined>;
  /** Idempotent. */
  remove(messageId: string): Promise<void>;
}

export interface SesHouse {
  inbox: SesInbox;
  messages: MessageStore;
  states: Pick<MessageStates, 'get'>;
  log: Pick<LogStore, 'reject'>;
  rules: () => Promise<Rules>;
}

export type Collected =
  | { kind: 'collected' | 'known'; id: string; refused: number }
  | { kind: 'refused'; refused: number };

export class MessageMissing extends Error {
  override name = 'MessageMissing';
}

export class NoDirectory extends Error {
  override name = 'NoDirectory';
}

/** Safe to be called again, beside itself too. Throws when the notice has to come again: nothing is lost then, and SES's object stays. */
export async function collect(notice: Notice, house: SesHouse): Promise<Collected> {
  const { known, refused } = sort(notice.recipients, await house.rules());
  await Promise.all([...refused].map(([address, reply], n) => reject(notice, address, reply, n, house)));
  if (known.length === 0) {
    await house.inbox.remove(notice.messageId);
    return { kind: 'refused', refused: refused.size };
  }
  const id = uuidv8(['ses', notice.messageId]);
  const bytes = await house.inbox.read(notice.messageId);
  if (bytes === undefined) {
    if (await isInHouse(id, house)) return { kind: 'known', id, refused: refused.size };
    throw new MessageMissing(
      `SES's object of message ${notice.messageId} is not there, nor is the message in the house`,
    );
  }
  const isNew = await store(envelopeOf(id, notice, known, bytes), bytes, house);
  await house.inbox.remove(notice.messageId);
  return { kind: isNew ? 'collected' : 'known', id, refused: refused.size };
}

function sort(recipients: string[], rules: Rules): { known: string[]; refused: Map<string, Reply> } {
  // Before there is a directory everybody would be unknown, and their mail gone.
  if (rules.version === 0) throw new NoDirectory('There is no directory yet: apply one, and the message will be taken');
  const refused = new Map<string, Reply>();
  for (const address of recipients) {
    const located = rules.locate(address);
    if (located === undefined) refused.set(address, replies.relayDenied);
    if (located === 'unknown') refused.set(address, replies.unknownRecipient);
  }
  return { known: recipients.filter((address) => !refused.has(address)), refused };
}

function reject(notice: Notice, recipient: string, reply: Reply, n: number, { log }: SesHouse): Promise<void> {
  const { messageId, mailFrom, receivedAt: at } = notice;
  const key = `ses/${messageId}/${n}`;
  return log.reject({ key, at, clientIp: '', mailFrom, recipient, code: reply.code, text: wording(reply) });
}

/** A second notice comes when the first has been dealt with: it lies in the store, or something has become of it already. */
async function isInHouse(id: string, { messages, states }: SesHouse): Promise<boolean> {
  return (await messages.envelope(id)) !== undefined || (await states.get(id)) !== undefined;
}

async function store(envelope: Omit<Envelope, 'raw'>, bytes: Uint8Array, { messages }: SesHouse): Promise<boolean> {
  const draft = await messages.draft(envelope.id, bytes.length);
  try {
    await draft.write(bytes);
    return await draft.commit(envelope);
  } catch (error) {
    await draft.abort();
    throw error;
  }
}

function envelopeOf(id: string, notice: Notice, recipients: string[], bytes: Uint8Array): Omit<Envelope, 'raw'> {
  const client = readHop(parseHeader(bytes), notice.messageId);
  return {
    v: 1,
    id,
    collector: 'ses',
    sourceKey: notice.messageId,
    receivedAt: notice.receivedAt,
    mailFrom: notice.mailFrom,
    body8bit: !isAscii(bytes),
    smtputf8: [notice.mailFrom, ...recipients].some((address) => !isAscii(Buffer.from(address))),
    recipients: recipients.map((address, r) => ({ r, address, evidence: 'RCPT' })),
    ...(client && { client }),
  };
}
