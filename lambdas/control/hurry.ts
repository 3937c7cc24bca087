/**
 * Copies that an operation has made due are delivered at once. Which they are is known from what was written: the index that the sweeper
 * reads lags behind, and would only find them a minute later.
 */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

import type { RecipientStates } from '#core/ports/state-store.ts';

/** SQS takes no more in one request. */
const batch = 10;

export interface Hurry {
  /** The same store, watched. */
  copies: RecipientStates;
  /** Tells the delivery function of all that was queued since. What cannot be told now the sweeper finds. */
  deliver(): Promise<void>;
}

export function createHurry(copies: RecipientStates, client: SQSClient, queue: string): Hurry {
  const queued = new Set<string>();
  return {
    copies: {
      create: (...given) => copies.create(...given),
      of: (id) => copies.of(id),
      due: (now, limit) => copies.due(now, limit),
      async transitions(next) {
        const won = await copies.transitions(next);
        for (const [index, { id, state }] of next.entries()) if (won[index] && state === 'queued') queued.add(id);
        return won;
      },
    },
    async deliver() {
      const ids = [...queued];
      queued.clear();
      for (let at = 0; at < ids.length; at += batch) {
        const Entries = ids
          .slice(at, at + batch)
          .map((id, n) => ({ Id: String(n), MessageBody: JSON.stringify({ id }) }));
        await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
      }
    },
  };
}
