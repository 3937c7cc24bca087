/** The stores that share the table. */
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import type { Circuits } from '#core/ports/circuits.ts';
import type { Claims } from '#core/ports/claims.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { LogStore } from '#core/ports/log-store.ts';
import type { RulesStore } from '#core/ports/rules-store.ts';
import type { EvidenceStore, MessageStates, RecipientStates } from '#core/ports/state-store.ts';
import { Archive } from './archive.ts';
import { firehose, s3 } from './clients.ts';
import { DynamoCircuits } from './dynamo-circuits.ts';
import { DynamoClaims } from './dynamo-claims.ts';
import { dynamo } from './dynamo-client.ts';
import { DynamoCopies } from './dynamo-copies.ts';
import { Domains } from './dynamo-domains.ts';
import { DynamoEvidence } from './dynamo-evidence.ts';
import { DynamoLog } from './dynamo-log.ts';
import { DynamoMessages } from './dynamo-messages.ts';
import { Outbox } from './dynamo-outbox.ts';
import { Overflow } from './dynamo-overflow.ts';
import { Partition } from './dynamo-partition.ts';
import { DynamoRejections } from './dynamo-rejections.ts';
import { DynamoRules } from './dynamo-rules.ts';
import { DynamoTable } from './dynamo-table.ts';

export interface DynamoOptions {
  table: string;
  bucket: string;
  /** Name of the Firehose stream; absent: there is no archive. */
  archive?: string;
  clock: Clock;
  /** How far back the log is searched, and how long it is kept. */
  searchDays?: number;
  /** Records that a search looks at in vain before it gives up and names the archive. */
  mostRead?: number;
  /** For tests; the process's own otherwise. */
  clients?: { dynamo: DynamoDBDocumentClient; s3: S3Client; firehose: FirehoseClient };
}

export interface DynamoStores {
  states: MessageStates;
  copies: RecipientStates;
  evidence: EvidenceStore;
  log: LogStore;
  rules: RulesStore;
  circuits: Circuits;
  claims: Claims;
  /** Sends to the archive what dead writers left and what it did not take before; for the sweeper. */
  sendUnsent(now: number, limit: number): Promise<{ sent: number; left: number }>;
}

const defaultSearchDays = 60;
const defaultMostRead = 10_000;

export function dynamoStores(options: DynamoOptions): DynamoStores {
  const { bucket, clock, searchDays = defaultSearchDays, mostRead = defaultMostRead } = options;
  const table = new DynamoTable(options.clients?.dynamo ?? dynamo(), options.table);
  const objects = options.clients?.s3 ?? s3();
  const archive =
    options.archive === undefined
      ? undefined
      : new Archive(options.clients?.firehose ?? firehose(), options.archive, clock);
  const overflow = new Overflow(objects, bucket);
  const outbox = new Outbox(table, archive);
  const partition = new Partition({ table, overflow, outbox, searchDays });
  const evidence = new DynamoEvidence({ table, overflow, partition, clock });
  const domains = new Domains(table);
  const rejections = new DynamoRejections(table, clock, searchDays);
  return {
    states: new DynamoMessages(table, partition, domains),
    copies: new DynamoCopies({ table, partition, overflow, outbox, evidence }),
    evidence,
    log: new DynamoLog({ table, partition, evidence, domains, rejections, clock, searchDays, mostRead }),
    rules: new DynamoRules(table, objects, bucket),
    circuits: new DynamoCircuits(table),
    claims: new DynamoClaims(table, clock),
    sendUnsent: (now, limit) => outbox.sendUnsent(partition, now, limit),
  };
}
