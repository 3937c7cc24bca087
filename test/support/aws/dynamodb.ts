/**
 * DynamoDB: dynalite. It has no transactions, streams, time to live or returned items of failed conditions: asking for one fails.
 * Its indexes follow at once, AWS's a little later: code that needs them to follow is wrong and is not found here.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import dynalite from 'dynalite';

import { keys } from '#wiring/table.ts';
import type { Answer, Call, Room } from './call.ts';
import { fields, type Fields, jsonRefusal, type Known, operationOf, text, unknownFields } from './wire.ts';

const expressions = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const always = ['TableName', 'ReturnConsumedCapacity'];
const known: Known = {
  GetItem: [...always, 'Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames'],
  PutItem: [...always, 'Item', 'ConditionExpression', 'ReturnValues', ...expressions],
  UpdateItem: [...always, 'Key', 'UpdateExpression', 'ConditionExpression', 'ReturnValues', ...expressions],
  DeleteItem: [...always, 'Key', 'ConditionExpression', 'ReturnValues', ...expressions],
  Query: [
    ...always,
    ...expressions,
    'IndexName',
    'KeyConditionExpression',
    'FilterExpression',
    'ProjectionExpression',
    'Limit',
    'ExclusiveStartKey',
    'ScanIndexForward',
    'ConsistentRead',
    'Select',
  ],
  Scan: [
    ...always,
    ...expressions,
    'FilterExpression',
    'ProjectionExpression',
    'Limit',
    'ExclusiveStartKey',
    'ConsistentRead',
    'Select',
  ],
  BatchGetItem: ['RequestItems', 'ReturnConsumedCapacity'],
  BatchWriteItem: ['RequestItems', 'ReturnConsumedCapacity'],
  DescribeTable: ['TableName'],
};
const writing = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

export interface Tables {
  room: Room;
  /** Past the front: for setting up and for looking. */
  ask(operation: string, body: Fields): Promise<Fields>;
  close(): Promise<void>;
}

export async function openTables(): Promise<Tables> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    room: tableRoom(url),
    async ask(operation, body) {
      const { status, body: answer } = await post(url, operation, body);
      if (status !== 200) throw new Error(answer.toString());
      return JSON.parse(answer.toString()) as Fields;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function tableRoom(url: string): Room {
  return {
    service: 'dynamodb',
    read(request) {
      const operation = operationOf(request, 'DynamoDB_20120810');
      return { operation, target: targetOf(fields(request)), write: writing.includes(operation) };
    },
    pretends: (request, { operation }) => unknownFields(known, operation, request),
    async answer(request, call) {
      const asked = fields(request);
      return billed(
        await post(url, call.operation, { ...asked, ...billing(call) }),
        call,
        'ReturnConsumedCapacity' in asked,
      );
    },
    refusal: (status, code, message) => jsonRefusal(status, `com.amazonaws.dynamodb.v20120810#${code}`, message),
  };
}

function targetOf({ TableName, IndexName, Key, Item, RequestItems }: Fields): string {
  if (RequestItems) return Object.keys(RequestItems).join(',');
  if (IndexName) return `${text(TableName)}/index/${text(IndexName)}`;
  const key = (Key ?? Item) as Record<string, { S?: string }> | undefined;
  return [text(TableName), ...(key ? [keys.partition, keys.sort].map((name) => key[name]?.S ?? '') : [])].join('/');
}

async function post(url: string, operation: string, body: Fields): Promise<Answer> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    // Looked at, never verified.
    'x-amz-date': '20260101T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=a',
  };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return {
    status: answer.status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: await answer.text(),
  };
}

/** Every request is asked what it costs, which depends on the size of items that only the table knows. */
function billing({ operation }: Call): Fields {
  return operation === 'DescribeTable' ? {} : { ReturnConsumedCapacity: 'TOTAL' };
}

function billed(answer: Answer, call: Call, wanted: boolean): Answer {
  const { ConsumedCapacity, ...rest } = JSON.parse(answer.body.toString()) as Fields;
  if (ConsumedCapacity === undefined) return answer;
  const bills = [ConsumedCapacity].flat() as { CapacityUnits?: number }[];
  call.units = bills.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  return wanted ? answer : { ...answer, body: JSON.stringify(rest) };
}
