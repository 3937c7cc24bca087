/** What the contract suites store: made up, small, and with everything in it that a store could lose. */
import type { Envelope } from '#core/message/envelope.ts';
import type { MessageStore } from '#core/ports/message-store.ts';

export const encoder = new TextEncoder();

/** A UUIDv7 of this time; `n` tells apart what came in the same millisecond. */
export function messageId(at: number, n = 0): string {
  const time = at.toString(16).padStart(12, '0');
  const rest = n.toString(16).padStart(15, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(3)}`;
}

export function envelopeOf(id: string, more: Partial<Omit<Envelope, 'raw'>> = {}): Omit<Envelope, 'raw'> {
  return {
    v: 1,
    id,
    collector: 'smtp',
    sourceKey: id,
    receivedAt: 1_800_000_000_000,
    mailFrom: 'sender@sender.example',
    body8bit: true,
    smtputf8: true,
    recipients: [
      { r: 0, address: 'alice@example.test', evidence: 'RCPT' },
      { r: 1, address: 'grüße@example.test', evidence: 'RCPT' },
    ],
    client: { ip: '192.0.2.7', from: 'socket', helo: 'mail.sender.example', tls: { protocol: 'TLSv1.3', cipher: 'X' } },
    ...more,
  };
}

/** Stores a message whole; the committed envelope. */
export async function store(store: MessageStore, id: string, bytes: Uint8Array): Promise<boolean> {
  const draft = await store.draft(id, bytes.length);
  await draft.write(bytes);
  return draft.commit(envelopeOf(id));
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
