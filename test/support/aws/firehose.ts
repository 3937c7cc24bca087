/** Firehose, as far as the archive uses it: rows are kept. As with the conversion to Parquet, a record is one JSON object with no column that the table lacks. */
import { randomUUID } from 'node:crypto';

import { logColumns } from '#wiring/log-columns.ts';
import type { Request, Room } from './call.ts';
import { fields, type Fields, json, jsonRefusal, type Known, operationOf, text, unknownFields } from './wire.ts';

export interface Archive {
  /** Name of the stream. */
  archive: string;
  archiveRows: Fields[];
  /** How many of the next records are refused with an answer of 200. */
  refuseRecords: number;
}

const known: Known = { PutRecord: ['DeliveryStreamName', 'Record'], PutRecordBatch: ['DeliveryStreamName', 'Records'] };
const mostRecords = 500;
const mostBytes = 4 * 1024 * 1024;
const largestRecord = 1_000 * 1024;
const columns = new Set<string>(logColumns.map(([name]) => name));

export function firehoseRoom(archive: Archive): Room {
  const room: Room = {
    service: 'firehose',
    read: (request) => ({
      operation: operationOf(request, 'Firehose_20150804'),
      target: text(fields(request)['DeliveryStreamName']),
      write: true,
    }),
    pretends: (request, { operation }) =>
      unknownFields(known, operation, request) ?? records(request).map(lostField).find(Boolean),
    async answer(request, { operation, target }) {
      if (target !== archive.archive) return room.refusal(400, 'ResourceNotFoundException', `no stream ${target}`);
      const sent = records(request);
      if (tooMuch(sent))
        return room.refusal(400, 'ValidationException', 'more than 500 records, 4 MiB, or 1,000 KiB in one');
      if (operation === 'PutRecord') return json(takeOne(archive, sent[0] ?? Buffer.alloc(0)));
      const responses = sent.map((record) => take(archive, record));
      return json({
        FailedPutCount: responses.filter((response) => 'ErrorCode' in response).length,
        Encrypted: false,
        RequestResponses: responses,
      });
    },
    refusal: jsonRefusal,
  };
  return room;
}

function records(request: Request): Buffer[] {
  const { Record, Records = [Record] } = fields(request);
  return (Records as { Data: string }[]).map(({ Data }) => Buffer.from(Data, 'base64'));
}

function tooMuch(sent: Buffer[]): boolean {
  const bytes = sent.reduce((sum, record) => sum + record.length, 0);
  return sent.length > mostRecords || bytes > mostBytes || sent.some((record) => record.length > largestRecord);
}

/** Firehose would take these, and lose them on the way to Parquet. */
function lostField(record: Buffer): string | undefined {
  const foreign = Object.keys(rowOf(record)).filter((name) => !columns.has(name));
  return foreign.length > 0 ? `the table has no column ${foreign.join(', ')}` : undefined;
}

function rowOf(record: Buffer): Fields {
  const row: unknown = JSON.parse(record.toString());
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new Error('a record is no JSON object');
  return row as Fields;
}

function take(archive: Archive, record: Buffer): Fields {
  if (archive.refuseRecords > 0) {
    archive.refuseRecords--;
    return { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };
  }
  return takeOne(archive, record);
}

function takeOne(archive: Archive, record: Buffer): Fields {
  archive.archiveRows.push(rowOf(record));
  return { RecordId: randomUUID() };
}
