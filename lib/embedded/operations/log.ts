/** Looking things up: rows of the log, and everything known of one message. */
import * as z from 'zod';

import type { LogRecord } from '#core/record/log-record.ts';
import { copyStates } from '#core/record/state.ts';
import { type Installation, type Operation, OperationFailed } from '../operation.ts';

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
  cursor: z.string().optional(),
});

export const searchLog: Operation = ({ stores }, input) => stores.log.search(Query.parse(input));

/** All rows, events and evidence of one message; its id may be given by its first characters. */
export const showMessage: Operation = async (installation, input) => {
  const { id } = z.strictObject({ id: z.string() }).parse(input);
  const records = await recordsOf(installation, id);
  const first = records[0];
  if (!first) throw new OperationFailed(`There is no message '${id}' in the log.`);
  const copies = await Promise.all(
    records.map(async (record) => ({ record, events: await installation.stores.log.events(record.id, record.r) })),
  );
  return { copies, evidence: await installation.stores.evidence.evidence(first.id) };
};

async function recordsOf({ stores }: Installation, id: string): Promise<LogRecord[]> {
  const { records } = await stores.log.search({ id, limit: 1000 });
  return records.toSorted((a, b) => a.r - b.r);
}
