/** The state machine of one recipient's copy (docs/flow.md has the picture) and the state of the message before it. */
import * as z from 'zod';

import { Decision } from '../decide/decision.ts';
import { Event } from './event.ts';

export const movingStates = ['received', 'queued', 'attempting', 'deferred'] as const;
export const terminalStates = ['delivered', 'bounced', 'expired', 'discarded', 'rejected', 'deleted'] as const;
export const copyStates = [...movingStates, 'held', ...terminalStates] as const;
export type CopyState = (typeof copyStates)[number];

export const isMoving = (state: CopyState): boolean => (movingStates as readonly string[]).includes(state);

export const Lease = z.strictObject({ owner: z.string(), until: z.number() });
export type Lease = z.infer<typeof Lease>;

/** What the other side said last. */
export const Remote = z.strictObject({
  host: z.string(),
  code: z.number().optional(),
  enhanced: z.string().optional(),
  text: z.string(),
});
export type Remote = z.infer<typeof Remote>;

export const RecipientState = z.strictObject({
  id: z.string(),
  r: z.number(),
  v: z.number(),
  state: z.enum(copyStates),
  decision: Decision,
  /** When the next step is due; only while moving. */
  due: z.number().optional(),
  attempt: z.number(),
  lease: Lease.optional(),
  giveUpAt: z.number(),
  last: Remote.optional(),
  /** Events written with this state and not yet in the log (the outbox). */
  unsent: z.array(Event),
});
export type RecipientState = z.infer<typeof RecipientState>;

/** Made before `open`. The log shows a message without recipient states as `waiting`. */
export const MessageState = z.strictObject({
  id: z.string(),
  v: z.number(),
  policyVersion: z.number(),
  scan: z.number(),
  /** Counted before each try; a message that twice takes a worker or an engine with it is held. */
  tries: z.number(),
  waitingSince: z.number().optional(),
  /** When a waiting message is to be tried again. */
  due: z.number().optional(),
  lease: Lease.optional(),
  /** Recipients not yet terminal or held; 0: nothing is left to do. -1: not yet decided. */
  open: z.number(),
});
export type MessageState = z.infer<typeof MessageState>;

/** As it begins: with a lease in those hands, the try counted. */
export function firstState(id: string, policyVersion: number, lease?: Lease): MessageState {
  const first = { id, v: 1, policyVersion, scan: 1, tries: 0, open: -1 };
  return lease ? { ...first, tries: 1, lease, due: lease.until } : first;
}
