/** The archive's rows, and their way to it: Firehose takes a line of JSON for each and makes Parquet of them (columns: wiring/log-columns.ts). */
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';

import type { Reason } from '#core/decide/decision.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Event } from '#core/record/event.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import type { LogColumn } from '#wiring/log-columns.ts';

export type ArchiveRow = Partial<Record<LogColumn, unknown>>;

/** Names are those of the columns, in lower case as Glue has them; a time is in ISO 8601, which the OpenX deserializer reads as it stands. */
export function archiveRow(record: LogRecord, codes: readonly string[], events: readonly Event[]): ArchiveRow {
  const { receivedAt, updatedAt, clientIp, mailFrom, headerFrom, messageId, findings: _findings, ...rest } = record;
  return {
    ...rest,
    receivedat: new Date(receivedAt).toISOString(),
    updatedat: new Date(updatedAt).toISOString(),
    clientip: clientIp,
    mailfrom: mailFrom,
    headerfrom: headerFrom,
    messageid: messageId,
    findings: codes,
    reasons: rest.reasons.map(reasonText),
    events: events.map((event) => JSON.stringify(event)),
  };
}

function reasonText({ code, part, rule, scope, fate }: Reason): string {
  return `${code}${part === undefined ? '' : ` in part ${part}`} by ${rule} (${scope}): ${fate}`;
}

/** PutRecordBatch takes 500 records and 4 MiB. */
const mostRecords = 500;
const mostBytes = 3_500_000;
/** Who asks in vain waits no longer than this, and the next do not ask at all for a while: mail does not wait for its archive. */
const patience = 3_000;
const silence = 30_000;

export class Archive {
  readonly #client: FirehoseClient;
  readonly #stream: string;
  readonly #clock: Clock;
  #silentUntil = 0;

  constructor(client: FirehoseClient, stream: string, clock: Clock) {
    this.#client = client;
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Which rows it has now, in their order. Never rejects: those that it has not are to be sent again. */
  async put(rows: readonly ArchiveRow[]): Promise<boolean[]> {
    const taken: boolean[] = [];
    for (const lines of batches(rows.map((row) => Buffer.from(`${JSON.stringify(row)}\n`))))
      taken.push(...(await this.#put(lines)));
    return taken;
  }

  async #put(lines: Buffer[]): Promise<boolean[]> {
    if (this.#clock() < this.#silentUntil) return lines.map(() => false);
    try {
      const command = new PutRecordBatchCommand({
        DeliveryStreamName: this.#stream,
        Records: lines.map((Data) => ({ Data })),
      });
      const answer = await this.#client.send(command, { abortSignal: AbortSignal.timeout(patience) });
      return lines.map((_, index) => answer.RequestResponses?.[index]?.RecordId !== undefined);
    } catch {
      this.#silentUntil = this.#clock() + silence;
      return lines.map(() => false);
    }
  }
}

function batches(lines: readonly Buffer[]): Buffer[][] {
  const all: Buffer[][] = [];
  let size = Infinity;
  for (const line of lines) {
    if (size + line.length > mostBytes || (all.at(-1)?.length ?? 0) === mostRecords) {
      all.push([]);
      size = 0;
    }
    all.at(-1)?.push(line);
    size += line.length;
  }
  return all;
}
