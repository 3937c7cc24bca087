/** From what an operator's command sends to what it gets (wiring/control.ts). */
import * as z from 'zod';

import { OperationFailed } from '#core/operate/operation.ts';
import { operatorName } from '#core/operate/operator-name.ts';
import { cut, joined } from '#core/operate/pieces.ts';
import { type ControlAnswer, pieceSize, wholeLimit } from '#wiring/control.ts';
import type { Transfers } from './transfers.ts';

const Piece = { transfer: z.uuid(), piece: z.int().min(0).max(999) };
const Pieces = z.strictObject({ transfer: z.uuid(), count: z.int().min(1).max(1000) });
const ControlRequest = z.union([
  z.strictObject({ put: z.strictObject({ ...Piece, bytes: z.string() }) }),
  z.strictObject({ take: z.strictObject(Piece) }),
  z.strictObject({ operation: z.string(), pieces: Pieces, by: z.string() }),
  z.strictObject({ operation: z.string(), input: z.unknown(), by: z.string() }),
]);

export interface Answering {
  carryOut: (operation: string, input: unknown, by: string) => Promise<unknown>;
  transfers: Transfers;
  /** For the log: who did what, never with what. */
  report: (done: { operation: string; by: string; outcome: 'done' | 'refused' | 'failed' }) => void;
}

/** Throws what is a defect of either side: Lambda counts it as an error. */
export async function answer(event: unknown, answering: Answering): Promise<ControlAnswer> {
  const request = ControlRequest.parse(event);
  const { transfers } = answering;
  try {
    if ('put' in request) {
      await transfers.put(request.put, Buffer.from(request.put.bytes, 'base64'));
      return { ok: null };
    }
    if ('take' in request) return { ok: (await transfers.take(request.take)).toString('base64') };
    return await operated(request, answering);
  } catch (error) {
    if (error instanceof OperationFailed) return { failed: error.message };
    throw error;
  }
}

type Asked = Extract<z.infer<typeof ControlRequest>, { operation: string }>;

async function operated(request: Asked, { carryOut, transfers, report }: Answering): Promise<ControlAnswer> {
  const { operation } = request;
  const by = operatorName(request.by);
  const input = 'pieces' in request ? joined(await transfers.all(request.pieces)) : request.input;
  try {
    const output = await carryOut(operation, input, by);
    report({ operation, by, outcome: 'done' });
    return await packed(output, transfers);
  } catch (error) {
    report({ operation, by, outcome: error instanceof OperationFailed ? 'refused' : 'failed' });
    throw error;
  }
}

/** Whole if it fits into an answer of Lambda's. */
async function packed(output: unknown, transfers: Transfers): Promise<ControlAnswer> {
  const json = JSON.stringify(output ?? null);
  if (Buffer.byteLength(json) <= wholeLimit) return { ok: output ?? null };
  return { pieces: await transfers.keep(cut(json, pieceSize)) };
}
