import { describe, expect, it } from 'vitest';

import { copyOf, messageId } from '../../../test/contract/samples.ts';
import type { StoredCopy } from './items.ts';
import { wakeOf, wakeShard } from './wake.ts';

const time = 1_800_000_000_000;
const id = messageId(time);
const shard = String(wakeShard(id));
const arrival: StoredCopy['arrival'] = {
  receivedAt: time,
  collector: 'smtp',
  mailFrom: '',
  recipient: 'alice@example.test',
  size: 1,
};
const base: StoredCopy = { id, r: 0, v: 3, state: 'queued', sent: 0, arrival };
const wake = (more: Partial<StoredCopy>, before?: { shard: string; at: number }) =>
  wakeOf({ ...base, ...more }, time + 7, before);

describe('a copy is found', () => {
  it('when its next step is due', () => {
    expect(wake({ due: time + 5 })).toEqual({ shard, at: time + 5 });
    expect(wake({})).toEqual({ shard, at: 0 });
    expect(wake({ state: 'deferred', due: time + 9 }, { shard, at: time })).toEqual({ shard, at: time + 9 });
  });

  it('while it is in work, by the entry that it had, which is early but is no write', () => {
    const lease = { owner: 'one', until: time + 100 };
    const before = { shard, at: time + 5 };
    expect(wake({ state: 'attempting', lease, due: time + 100 }, before)).toEqual(before);
    expect(wake({ state: 'attempting', lease }, { shard, at: time + 101 })).toEqual({ shard, at: time + 100 });
    expect(wake({ state: 'attempting', lease })).toEqual({ shard, at: time + 100 });
    expect(wake({ state: 'attempting', lease }, { shard: `held#${shard}`, at: 1 })).toEqual({ shard, at: time + 100 });
  });

  it('when it rests, until the archive has it', () => {
    expect(wake({ state: 'delivered' }, { shard, at: time + 5 })).toEqual({ shard, at: time + 5 });
    expect(wake({ state: 'deleted' }, { shard: `held#${shard}`, at: 1 })).toEqual({ shard, at: time + 7 });
    expect(wake({ state: 'delivered', sent: 3 }, { shard, at: time + 5 })).toBeUndefined();
  });

  it('while it is held, by when it came', () => {
    expect(wake({ state: 'held' })).toEqual({ shard: `held-unsent#${shard}`, at: time });
    expect(wake({ state: 'held', sent: 3 })).toEqual({ shard: `held#${shard}`, at: time });
  });
});

it('ids spread over all shards', () => {
  const shards = Array.from({ length: 800 }, (_, n) => wakeShard(messageId(time, n)));
  const counts = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => shards.filter((one) => one === n).length);
  expect(Math.min(...counts)).toBeGreaterThan(60);
  expect(shards.every((one) => one === Math.trunc(one) && one < 8)).toBe(true);
  expect(wakeShard(copyOf(id, 0).id)).toBe(wakeShard(id));
});
