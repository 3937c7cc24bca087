import { connect } from 'node:net';

import { afterEach, expect, test } from 'vitest';

import { Able } from './able.ts';
import { Health } from './health.ts';
import { watchStore } from './store-watch.ts';
import { listening } from './testing.ts';

let health: Health | undefined;
afterEach(() => health?.tell(false));

function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  }).finally(() => socket.destroy());
}

test('the port is open while we are able, and closed while we are not', async () => {
  const troubles: unknown[] = [];
  health = new Health({ host: '127.0.0.1', port: 0 }, (error) => troubles.push(error));
  expect(health.address).toBeUndefined();
  await health.tell(true);
  const { port } = health.address!;
  expect(await answers(port)).toBe(true);
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect([response.status, await response.text()]).toEqual([200, 'able\n']);
  await health.tell(false);
  expect(await answers(port)).toBe(false);
  expect(troubles).toEqual([]);
});

test('the last word counts, however fast they come', async () => {
  health = new Health({ host: '127.0.0.1', port: 0 }, () => expect.unreachable());
  void health.tell(true);
  void health.tell(false);
  void health.tell(true);
  await health.tell(true);
  expect(await answers(health.address!.port)).toBe(true);
  void health.tell(true);
  await health.tell(false);
  expect(health.address).toBeUndefined();
});

test('a port that is taken is trouble and nothing more', async () => {
  const one = new Health({ host: '127.0.0.1', port: 0 }, () => undefined);
  await one.tell(true);
  const troubles: unknown[] = [];
  health = new Health({ host: '127.0.0.1', port: one.address!.port }, (error) => troubles.push(error));
  await health.tell(true);
  expect(troubles).toMatchObject([{ code: 'EADDRINUSE' }]);
  await one.tell(false);
  await health.tell(true);
  expect(health.address).toBeDefined();
});

test('able is who meets all conditions, and only a change is told', () => {
  const told: unknown[] = [];
  const able = new Able((is, missing) => told.push([is, missing]));
  for (const condition of ['certificate', 'rules', 'store'] as const) able.set(condition, true);
  expect(told).toEqual([]);
  expect(able.missing).toEqual(['serving']);
  able.set('serving', true);
  able.set('serving', true);
  able.set('store', false);
  able.set('rules', false);
  expect(told).toEqual([
    [true, []],
    [false, ['store']],
  ]);
});

test('one answer that the store owes us says nothing; three in a row do', async () => {
  let now = 0;
  let there = true;
  const seen: boolean[] = [];
  const diary = listening();
  const probe = async (): Promise<void> => {
    if (!there) throw new Error('no route');
  };
  const watch = watchStore({ probe, clock: () => now, diary, seen: (is) => seen.push(is) });
  watch.stop();
  await watch.look();
  there = false;
  for (now = 30_000; now <= 90_000; now += 30_000) await watch.look();
  there = true;
  await watch.look();
  expect(seen).toEqual([true, true, true, false, true]);
  expect(diary.texts()).toEqual(['The store does not answer', 'The store answers again']);
});
