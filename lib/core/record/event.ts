/** Something that happened to one recipient's copy. The log record is the fold of its events. */
import * as z from 'zod';

export const eventKinds = [
  'rejected',
  'decided',
  'queued',
  'held',
  'attempted',
  'deferred',
  'warned',
  'delivered',
  'redirected',
  'bounced',
  'expired',
  'discarded',
  'released',
  'rescanned',
  'deleted',
  'notified',
] as const;
export type EventKind = (typeof eventKinds)[number];

export const Event = z.strictObject({
  id: z.string(),
  r: z.number(),
  /** The version of the recipient's state that this event made: (id, r, v) is its key. */
  v: z.number(),
  at: z.number(),
  kind: z.enum(eventKinds),
  /** Who did it: a stage (`decide`, `deliver`), or a person's account. */
  by: z.string(),
  /** What a person reading the log wants to know; no bodies, no secrets. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type Event = z.infer<typeof Event>;
