import { expect, test } from 'vitest';

import type { Rejection } from '#core/ports/log-store.ts';

import { Rejections } from './rejections.ts';
import { listening } from './testing.ts';

const rejectionOf = (n: number): Rejection => ({ key: `s/${n}`, at: n, clientIp: '192.0.2.1', code: 550, text: 'no' });

function setUp() {
  const diary = listening();
  const written: string[] = [];
  const gate = { open: Promise.resolve(), fails: false, atOnce: 0, most: 0 };
  const log = {
    async reject({ key }: Rejection) {
      gate.most = Math.max(gate.most, (gate.atOnce += 1));
      await gate.open;
      gate.atOnce -= 1;
      if (gate.fails) throw new Error('throttled');
      written.push(key);
    },
  };
  return { diary, written, gate, rejections: new Rejections({ log, diary, room: 5, writers: 2 }) };
}

test('all are written, two at a time, and nobody waits for it', async () => {
  const { written, gate, rejections, diary } = setUp();
  const opened = Promise.withResolvers<void>();
  gate.open = opened.promise;
  for (let n = 0; n < 7; n += 1) await rejections.reject(rejectionOf(n));
  expect(written).toEqual([]);
  opened.resolve();
  await rejections.drain(1_000);
  expect(written.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `s/${n}`));
  expect(gate.most).toBe(2);
  expect(diary.lines).toEqual([]);
});

test('a flood fills its room, no more, and what was lost is said', async () => {
  const { written, gate, rejections, diary } = setUp();
  const opened = Promise.withResolvers<void>();
  gate.open = opened.promise;
  for (let n = 0; n < 1_000; n += 1) await rejections.reject(rejectionOf(n));
  opened.resolve();
  await rejections.drain(1_000);
  expect(written).toHaveLength(7);
  expect(diary.lines).toMatchObject([{ level: 'warn', lost: 993, failed: 0 }]);
});

test('a log that fails is said once and costs nobody anything', async () => {
  const { gate, rejections, diary } = setUp();
  gate.fails = true;
  for (let n = 0; n < 4; n += 1) await rejections.reject(rejectionOf(n));
  await rejections.drain(1_000);
  expect(diary.texts('error')).toHaveLength(1);
  expect(diary.lines.at(-1)).toMatchObject({ level: 'warn', failed: 4 });
});

test('a log that hangs does not hold up the end', async () => {
  const { gate, rejections, diary } = setUp();
  gate.open = new Promise(() => undefined);
  for (let n = 0; n < 4; n += 1) await rejections.reject(rejectionOf(n));
  await rejections.drain(10);
  expect(diary.lines).toMatchObject([{ level: 'warn', lost: 2 }]);
});
