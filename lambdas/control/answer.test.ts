import { expect, it } from 'vitest';

import { OperationFailed } from '#core/operate/operation.ts';
import { cut } from '#core/operate/pieces.ts';
import { answer, type Answering } from './answer.ts';
import type { Transfers } from './transfers.ts';

const transfer = '0b9ac3a4-3e0c-4a5e-8d53-0a3b3a3f5c11';

interface Room extends Answering {
  done: unknown[];
  kept: Map<string, Buffer>;
}

function room(carryOut: Answering['carryOut']): Room {
  const kept = new Map<string, Buffer>();
  const done: unknown[] = [];
  const transfers: Transfers = {
    put: async ({ transfer: of, piece }, bytes) => void kept.set(`${of}/${piece}`, Buffer.from(bytes)),
    take: async ({ transfer: of, piece }) => kept.get(`${of}/${piece}`) ?? Buffer.alloc(0),
    all: async ({ transfer: of, count }) =>
      Array.from({ length: count }, (_, piece) => kept.get(`${of}/${piece}`) ?? Buffer.alloc(0)),
    async keep(pieces) {
      for (const [piece, bytes] of pieces.entries()) kept.set(`${transfer}/${piece}`, bytes);
      return { transfer, count: pieces.length };
    },
  };
  return { carryOut, transfers, report: (one) => done.push(one), done, kept };
}

it('carries out, and says who did what and never with what', async () => {
  const here = room(async (operation, input, by) => ({ operation, input, by }));
  const asked = { operation: 'log.search', input: { subject: 'private' }, by: 'anna\u001b' };
  expect(await answer(asked, here)).toEqual({
    ok: { operation: 'log.search', input: { subject: 'private' }, by: 'anna' },
  });
  expect(here.done).toEqual([{ operation: 'log.search', by: 'anna', outcome: 'done' }]);
});

it('an operation that cannot be done is a sentence, a defect is thrown', async () => {
  const refused = room(() => Promise.reject(new OperationFailed('There is none.')));
  expect(await answer({ operation: 'x', input: {}, by: 'a' }, refused)).toEqual({ failed: 'There is none.' });
  const broken = room(() => Promise.reject(new TypeError('defect')));
  await expect(answer({ operation: 'x', input: {}, by: 'a' }, broken)).rejects.toThrow('defect');
  expect([refused.done, broken.done]).toMatchObject([[{ outcome: 'refused' }], [{ outcome: 'failed' }]]);
});

it('puts together an input that came in pieces', async () => {
  const here = room(async (_, input) => input);
  const pieces = cut(JSON.stringify({ bytes: 'x'.repeat(100) }), 11);
  for (const [piece, bytes] of pieces.entries())
    expect(await answer({ put: { transfer, piece, bytes: bytes.toString('base64') } }, here)).toEqual({ ok: null });
  const asked = { operation: 'x', pieces: { transfer, count: pieces.length }, by: 'a' };
  expect(await answer(asked, here)).toEqual({ ok: { bytes: 'x'.repeat(100) } });
});

it('cuts an output that is too large for one answer', async () => {
  const here = room(async () => 'x'.repeat(6_000_000));
  expect(await answer({ operation: 'x', input: {}, by: 'a' }, here)).toEqual({ pieces: { transfer, count: 1 } });
  expect(await answer({ take: { transfer, piece: 0 } }, here)).toEqual({
    ok: here.kept.get(`${transfer}/0`)?.toString('base64'),
  });
});

it.each([
  { take: { transfer: '../incoming/0/x', piece: 0 } },
  { take: { transfer, piece: -1 } },
  { take: { transfer, piece: 0 }, operation: 'x' },
  { put: { transfer: `${transfer}/..`, piece: 0, bytes: '' } },
  { operation: 'x', pieces: { transfer: 'x', count: 1 }, by: 'a' },
  { operation: 'x', pieces: { transfer, count: 5000 }, by: 'a' },
  { operation: 'x' },
  {},
  null,
])('%j is no request', async (request) => {
  await expect(
    answer(
      request,
      room(async () => 'done'),
    ),
  ).rejects.toThrow();
});
