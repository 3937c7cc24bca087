/** The table as its stores use it: what is read is what was written last, and a writer knows whether it won. */
import { randomBytes } from 'node:crypto';

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

import { type Change, type Condition, expressions, namesIn, valuesOf } from './dynamo-expressions.ts';
import { gate, parallel } from './parallel.ts';

export { type Change, type Condition, isAbsent, isVersion } from './dynamo-expressions.ts';

export interface Key {
  pk: string;
  sk: string;
}
export type Item = Key & Record<string, unknown>;

export interface TableQuery {
  index?: string;
  where: Condition;
  newestFirst?: boolean;
  /** Items that are read at a time; of small ones a megabyte's worth is many. */
  page?: number;
}

/** Fewer than the client has connections: a request that waits for one counts as one that cannot connect. */
const requestsAtOnce = 80;
/** BatchGetItem takes no more. */
const batch = 100;
const batchesAtOnce = 8;
/** Of a batch that is answered in part; the waits between are 25 ms to 1.6 s and more than 3 s in all. */
const mostRounds = 8;

export class DynamoTable {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;
  readonly #gate = gate(requestsAtOnce);

  constructor(client: DynamoDBDocumentClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async get(key: Key): Promise<Item | undefined> {
    const command = new GetCommand({ TableName: this.#name, Key: keyOf(key), ConsistentRead: true });
    return (await this.#gate(() => this.#client.send(command))).Item as Item | undefined;
  }

  /** In the order of the sort key; page by page, as far as they are asked for. Indexes lag behind. */
  async *query(query: TableQuery): AsyncGenerator<Item> {
    const input = { TableName: this.#name, ...queryInput(query) };
    let start: QueryCommandInput['ExclusiveStartKey'];
    do {
      const command = new QueryCommand({ ...input, ExclusiveStartKey: start });
      const page = await this.#gate(() => this.#client.send(command));
      yield* (page.Items ?? []) as Item[];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  async all(query: TableQuery): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.query(query)) items.push(item);
    return items;
  }

  /** Those of the items that exist, in no order. */
  async getAll(keys: Key[], consistent: boolean): Promise<Item[]> {
    const batches = [];
    for (let from = 0; from < keys.length; from += batch) batches.push(keys.slice(from, from + batch));
    const items = await parallel(batches, batchesAtOnce, (some) => this.#getBatch(some, consistent));
    return items.flat();
  }

  /**
   * Changes or makes an item; undefined when the condition does not hold. Else the item as it is now, which costs nothing; with `NONE`
   * its key alone.
   */
  async update(
    key: Key,
    change: Change,
    when?: Condition,
    returns: 'ALL_NEW' | 'NONE' = 'ALL_NEW',
  ): Promise<Item | undefined> {
    const command = new UpdateCommand({
      TableName: this.#name,
      Key: keyOf(key),
      ReturnValues: returns,
      ...expressions(change, when),
    });
    try {
      const { Attributes } = await this.#gate(() => this.#client.send(command));
      return { ...Attributes, ...keyOf(key) };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /**
   * A conditional write; false when another was faster. One whose answer is lost on the way is sent again by the SDK and then meets
   * its own work: the token tells it from another's.
   */
  async win(key: Key, change: Change, when: Condition): Promise<boolean> {
    const token = randomBytes(6).toString('base64url');
    const set = { ...change.set, token };
    if (await this.update(key, { ...change, set }, when, 'NONE')) return true;
    return (await this.get(key))?.['token'] === token;
  }

  async remove(key: Key): Promise<void> {
    const command = new DeleteCommand({ TableName: this.#name, Key: keyOf(key) });
    await this.#gate(() => this.#client.send(command));
  }

  /** A busy table answers in part; who is not answered is asked again. */
  async #getBatch(keys: Key[], consistent: boolean): Promise<Item[]> {
    const items: Item[] = [];
    let rest: Key[] = keys.map(keyOf);
    for (let round = 0; rest.length > 0; round++) {
      if (round === mostRounds) throw new Error(`the table left ${rest.length} of ${keys.length} items unread`);
      if (round > 0) await new Promise((resolve) => setTimeout(resolve, 2 ** round * 12 * (1 + Math.random())));
      const request = { [this.#name]: { Keys: rest, ConsistentRead: consistent } };
      const command = new BatchGetCommand({ RequestItems: request });
      const answer = await this.#gate(() => this.#client.send(command));
      items.push(...((answer.Responses?.[this.#name] ?? []) as Item[]));
      rest = (answer.UnprocessedKeys?.[this.#name]?.Keys ?? []) as Key[];
    }
    return items;
  }
}

const keyOf = ({ pk, sk }: Key): Key => ({ pk, sk });

function queryInput({ index, where, newestFirst = false, page }: TableQuery) {
  return {
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    KeyConditionExpression: where.text,
    ExpressionAttributeNames: namesIn(where.text),
    ExpressionAttributeValues: valuesOf(where.values),
    ScanIndexForward: !newestFirst,
    ...(page !== undefined && { Limit: page }),
  };
}
