/** Operations in the cloud; what is too large for one call of a function goes there and comes back in pieces. */
import { randomUUID } from 'node:crypto';

import { OperationFailed } from '#core/operate/operation.ts';
import { cut, joined } from '#core/operate/pieces.ts';
import { type ControlAnswer, type ControlRequest, type Pieces, pieceSize, wholeLimit } from '#wiring/control.ts';
import { connectControl, type Invoke } from './invoke.ts';
import type { CloudTarget } from './target.ts';

export type Ask = (operation: string, input: unknown) => Promise<unknown>;

/** `by`: whose doing it is, for the log. Throws OperationFailed as the operation did. */
export async function connectCloud(target: CloudTarget, by: string): Promise<Ask> {
  const invoke = await connectControl(target);
  return async (operation, input) => {
    const answer = await invoke(await requestOf(invoke, { operation, input, by }));
    if ('failed' in answer) throw new OperationFailed(answer.failed);
    return 'pieces' in answer ? fetched(invoke, answer.pieces) : answer.ok;
  };
}

async function requestOf(invoke: Invoke, whole: Whole): Promise<ControlRequest> {
  const { input, ...rest } = whole;
  const json = JSON.stringify(input ?? null);
  if (Buffer.byteLength(json) <= wholeLimit) return { ...rest, input: input ?? null };
  const transfer = randomUUID();
  const pieces = cut(json, pieceSize);
  for (const [piece, bytes] of pieces.entries())
    okOf(await invoke({ put: { transfer, piece, bytes: bytes.toString('base64') } }));
  return { ...rest, pieces: { transfer, count: pieces.length } };
}

interface Whole {
  operation: string;
  input: unknown;
  by: string;
}

async function fetched(invoke: Invoke, { transfer, count }: Pieces): Promise<unknown> {
  const pieces: Buffer[] = [];
  for (let piece = 0; piece < count; piece++)
    pieces.push(Buffer.from(String(okOf(await invoke({ take: { transfer, piece } }))), 'base64'));
  return joined(pieces);
}

function okOf(answer: ControlAnswer): unknown {
  if ('failed' in answer) throw new OperationFailed(answer.failed);
  if ('ok' in answer) return answer.ok;
  throw new Error('the control function answers with pieces where there are none');
}
