import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';

import { DynamoTable, isAbsent, isVersion, type Key } from './dynamo-table.ts';

interface Sent {
  input: Record<string, unknown>;
}

/** A client that answers by hand. */
function tableOf(answer: (input: Sent['input']) => object): { table: DynamoTable; sent: Sent['input'][] } {
  const sent: Sent['input'][] = [];
  const client = {
    send: async ({ input }: Sent) => {
      sent.push(input);
      return answer(input);
    },
  };
  return { table: new DynamoTable(client as unknown as DynamoDBDocumentClient, 'mail'), sent };
}

const keysOf = (count: number): Key[] => Array.from({ length: count }, (_, n) => ({ pk: `${n}`, sk: 'message' }));
const asked = (input: Sent['input']): Key[] =>
  (input['RequestItems'] as Record<string, { Keys: Key[] }>)['mail']?.Keys ?? [];

describe('many items at once', () => {
  test('come in requests of a hundred', async () => {
    const { table, sent } = tableOf((input) => ({ Responses: { mail: asked(input) } }));
    expect(await table.getAll(keysOf(250), true)).toHaveLength(250);
    expect(sent.map((input) => asked(input).length)).toEqual([100, 100, 50]);
  });

  test('that are answered in part are asked for again', async () => {
    const { table, sent } = tableOf((input) => {
      const [some, rest] = [asked(input).slice(0, 4), asked(input).slice(4)];
      return { Responses: { mail: some }, UnprocessedKeys: rest.length > 0 ? { mail: { Keys: rest } } : {} };
    });
    const items = await table.getAll(keysOf(10), true);
    expect(items.map(({ pk }) => pk)).toEqual(keysOf(10).map(({ pk }) => pk));
    expect(sent).toHaveLength(3);
  });

  test('that are never answered are an error, not a silence', async () => {
    const { table } = tableOf((input) => ({ UnprocessedKeys: { mail: { Keys: asked(input) } } }));
    await expect(table.getAll(keysOf(3), true)).rejects.toThrow('the table left 3 of 3 items unread');
  }, 20_000);
});

describe('a write', () => {
  test('sets, takes away, adds and sets first, on a condition', async () => {
    const { table, sent } = tableOf(() => ({}));
    const change = { set: { state: 'held', due: undefined }, add: { v: 1 }, first: { at: 5 } };
    await table.update({ pk: 'a', sk: 'b' }, change, isVersion(3));
    expect(sent).toEqual([
      {
        TableName: 'mail',
        Key: { pk: 'a', sk: 'b' },
        ReturnValues: 'ALL_NEW',
        UpdateExpression: 'SET #state = :state, #at = if_not_exists(#at, :at) REMOVE #due ADD #v :v',
        ExpressionAttributeNames: { '#state': 'state', '#at': 'at', '#due': 'due', '#v': 'v' },
        ExpressionAttributeValues: { ':state': 'held', ':at': 5, ':v': 1, ':version': 3 },
        ConditionExpression: '#v = :version',
      },
    ]);
  });

  test('that finds its own token has won; any other has lost', async () => {
    let token: unknown;
    const lost = (input: Sent['input']): object => {
      if (!('UpdateExpression' in input)) return { Item: { pk: 'a', sk: 'b', token } };
      token ??= (input['ExpressionAttributeValues'] as Record<string, unknown>)[':token'];
      throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    };
    const { table } = tableOf(lost);
    expect(await table.win({ pk: 'a', sk: 'b' }, { set: {} }, isAbsent)).toBe(true);
    expect(await table.win({ pk: 'a', sk: 'b' }, { set: {} }, isAbsent)).toBe(false);
  });

  test('that fails otherwise fails', async () => {
    const { table } = tableOf(() => {
      throw new Error('throttled');
    });
    await expect(table.win({ pk: 'a', sk: 'b' }, { set: { v: 1 } }, isAbsent)).rejects.toThrow('throttled');
  });
});

test('a query goes on from page to page, and no further than it is asked', async () => {
  const { table, sent } = tableOf(({ ExclusiveStartKey: start }) => ({
    Items: [{ pk: 'a', sk: start ? 'two' : 'one' }],
    LastEvaluatedKey: start ? undefined : { pk: 'a', sk: 'one' },
  }));
  const query = { where: { text: '#pk = :id', values: { id: 'a' } } };
  expect((await table.all(query)).map(({ sk }) => sk)).toEqual(['one', 'two']);
  for await (const { sk } of table.query(query)) {
    expect(sk).toBe('one');
    break;
  }
  expect(sent).toHaveLength(3);
});
