/**
 * How an operator's command and the control function speak. Lambda takes and gives 6 MB of JSON at a time: what is larger is
 * compressed and goes in pieces, which the function keeps in `scratch/` between one call and the next.
 */
import { prefixes } from './keys.ts';

export const controlFunction = (stack: string): string => `${stack}-control`;

export type ControlRequest =
  | { operation: string; input: unknown; by: string }
  /** The input was put there before, in so many pieces. */
  | { operation: string; pieces: Pieces; by: string }
  | { put: { transfer: string; piece: number; bytes: string } }
  | { take: { transfer: string; piece: number } };

export type ControlAnswer =
  | { ok: unknown }
  /** It could not be done as asked; a sentence for whoever asked. */
  | { failed: string }
  /** The output is to be taken there, piece by piece. */
  | { pieces: Pieces };

/** JSON, deflated with a gzip header and cut. */
export interface Pieces {
  /** A UUID, so that nobody names another object by it. */
  transfer: string;
  count: number;
}

/** JSON up to this size goes as it is. */
export const wholeLimit = 5_000_000;
/** Bytes of a piece; in base64 they are a third more. */
export const pieceSize = 3_900_000;

/** Where the pieces are; gone after a day. */
export const transferPrefix = `${prefixes.scratch}control/`;
