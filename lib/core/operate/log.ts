/** Looking things up: rows of the log, and everything known of one message. */
import * as z from 'zod';

import { copyStates } from '../record/state.ts';
import { type LogQuery, type LogStore, SearchTooWide } from '../ports/log-store.ts';
import { type Operation, OperationFailed } from './operation.ts';
import { recordsOf } from './ids.ts';

/** Where a page of a search ended, as the store of the log writes it. */
export const Cursor = z.string().regex(/^[\w-]{1,200}$/, 'this is not from a search');

const Query = z.strictObject({
  id: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  subject: z.string().optional(),
  messageId: z.string().optional(),
  clientIp: z.string().optional(),
  state: z.enum([...copyStates, 'waiting']).optional(),
  fate: z.enum(['discard', 'quarantine', 'redirect', 'deliver', 'reject']).optional(),
  finding: z.string().optional(),
  since: z.number().optional(),
  until: z.number().optional(),
  limit: z.number().int().min(1).max(10_000),
  cursor: Cursor.optional(),
});

export const searchLog: Operation = async ({ stores }, input) => searched(stores.log, Query.parse(input));

/** What the store will not look for, and a cursor that it did not write, are for the one who asked to mend. */
export async function searched(log: LogStore, query: LogQuery): ReturnType<LogStore['search']> {
  try {
    return await log.search(query);
  } catch (error) {
    if (error instanceof SearchTooWide) throw new OperationFailed(error.message, { cause: error });
    if (error instanceof RangeError && query.cursor !== undefined)
      throw new OperationFailed(`cursor: ${error.message}.`, { cause: error });
    throw error;
  }
}

/** All rows, events and evidence of one message, by its id or the beginning of it; or what was refused in the session of this reference. */
export const showMessage: Operation = async (installation, input) => {
  const { id } = z.strictObject({ id: z.string() }).parse(input);
  const records = await recordsOf(installation, id);
  const first = records[0];
  const copies = await Promise.all(
    records.map(async (record) => ({ record, events: await installation.stores.log.events(record.id, record.r) })),
  );
  const evidence = first && (await installation.stores.evidence.evidence(first.id));
  return evidence ? { copies, evidence } : { copies };
};
