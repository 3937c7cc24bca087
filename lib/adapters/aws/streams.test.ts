import fc from 'fast-check';
import { expect, test } from 'vitest';

import { gate, parallel } from './parallel.ts';
import { inOrder, portions } from './streams.ts';

async function* stream<T>(items: readonly T[], seen: T[] = []): AsyncGenerator<T> {
  for (const item of items) {
    seen.push(item);
    yield item;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const ascending = (a: number, b: number): number => a - b;

test('sorted streams are one sorted stream', async () => {
  const property = fc.asyncProperty(fc.array(fc.array(fc.integer())), async (lists) => {
    const streams = lists.map((list) => stream(list.toSorted(ascending)));
    expect(await all(inOrder(streams, ascending))).toEqual(lists.flat().toSorted(ascending));
  });
  await fc.assert(property);
});

test('a stream is read no further than is needed', async () => {
  const seen: number[] = [];
  for await (const first of inOrder([stream([1, 2, 3], seen), stream([5, 6, 7], seen)], ascending)) {
    expect(first).toBe(1);
    break;
  }
  expect(seen.toSorted(ascending)).toEqual([1, 5]);
});

test('portions have all items, in order, and the last may be smaller', async () => {
  expect(await all(portions(stream([1, 2, 3, 4, 5]), 2))).toEqual([[1, 2], [3, 4], [5]]);
  expect(await all(portions(stream([]), 2))).toEqual([]);
});

/** How many ran at once at most, and a run that takes a moment. */
function counter(): { most: () => number; run: (n: number) => Promise<number> } {
  let [running, most] = [0, 0];
  return {
    most: () => most,
    async run(n) {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      if (n < 0) throw new Error('negative');
      return n * 2;
    },
  };
}

test('some at a time, and the results in the order of the items', async () => {
  const { most, run } = counter();
  expect(await parallel([1, 2, 3, 4, 5], 2, run)).toEqual([2, 4, 6, 8, 10]);
  expect(most()).toBe(2);
  await expect(parallel([1, -1, 3], 2, run)).rejects.toThrow('negative');
  expect(await parallel([], 2, run)).toEqual([]);
});

test('what fails does not keep the others from their end', async () => {
  const ended: number[] = [];
  const run = async (n: number): Promise<void> => {
    if (n === 1) throw new Error('the first');
    await new Promise((resolve) => setImmediate(resolve));
    ended.push(n);
  };
  await expect(parallel([1, 2, 3, 4], 2, run)).rejects.toThrow('the first');
  expect(ended).toEqual([2, 3, 4]);
});

test('a gate lets so many through at once, and one that fails makes room too', async () => {
  const { most, run } = counter();
  const pass = gate(3);
  const runs = [1, -1, 3, -1, 5, 6, 7].map((n) => pass(() => run(n)));
  const outcomes = await Promise.allSettled(runs);
  expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, true, true, true]);
  expect(most()).toBe(3);
});
