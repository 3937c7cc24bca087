import { expect, test } from 'vitest';

import { GroupCommit, type Settled } from './group-commit.ts';

const ok = (value: number): Settled<number> => ({ ok: true, value });

test('what comes while a group is under way forms the next group', async () => {
  const groups: (readonly number[])[] = [];
  const group = new GroupCommit<number, number>(async (items) => {
    groups.push(items);
    if (groups.length === 1) later = [group.add(3), group.add(4)];
    return items.map((item) => ok(item * 10));
  });
  let later: Promise<number>[] = [];
  expect(await Promise.all([group.add(1), group.add(2)])).toEqual([10, 20]);
  expect(await Promise.all(later)).toEqual([30, 40]);
  expect(groups).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('a group has a limit, and order is kept across groups', async () => {
  const sizes: number[] = [];
  const seen: number[] = [];
  const group = new GroupCommit<number, number>(async (items) => {
    sizes.push(items.length);
    seen.push(...items);
    return items.map(ok);
  }, 2);
  await Promise.all([1, 2, 3, 4, 5].map((n) => group.add(n)));
  expect(sizes).toEqual([2, 2, 1]);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

test('one that fails does not spoil the others; a group that fails spoils its own', async () => {
  let broken = false;
  const group = new GroupCommit<number, number>(async (items) => {
    if (broken) throw new Error('the disk is gone');
    return items.map((item) => (item < 0 ? { ok: false, error: new Error('negative') } : ok(item)));
  });
  const outcomes = await Promise.allSettled([group.add(1), group.add(-1), group.add(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  broken = true;
  await expect(group.add(3)).rejects.toThrow('the disk is gone');
  broken = false;
  expect(await group.add(4)).toBe(4);
});

test('a flush that forgets an item is a defect that is told, not a promise that never ends', async () => {
  const group = new GroupCommit<number, number>(async () => []);
  await expect(group.add(1)).rejects.toThrow('without an answer');
});

test('`idle` waits for everything that was added', async () => {
  let done = 0;
  const group = new GroupCommit<number, number>(async (items) => {
    await new Promise((resolve) => setImmediate(resolve));
    done += items.length;
    return items.map(ok);
  }, 1);
  const added = [group.add(1), group.add(2)];
  await group.idle();
  expect(done).toBe(2);
  await Promise.all(added);
  await group.idle();
});
