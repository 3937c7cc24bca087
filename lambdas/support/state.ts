/** What stands in the state machine's state (wiring/filter.ts has the places), as its functions write and read it. */
import * as z from 'zod';

import type { Outcome } from '#core/journey.ts';
import { isMoving } from '#core/record/state.ts';
import { type ExaminerFunction, examinerFunctions } from '#wiring/filter.ts';
import type { Parcel } from '#wiring/filter.ts';

export const Input = z.object({ id: z.string(), run: z.string(), rescan: z.number().optional() });
export type Input = z.infer<typeof Input>;

/** Small, and without a word of the mail: the start function reads it. */
export const PlainOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('decided'), moving: z.number() }),
  z.object({ kind: z.literal('waiting'), due: z.number() }),
  z.object({ kind: z.literal('broke') }),
  z.object({ kind: z.literal('left'), until: z.number().optional() }),
]);
export type PlainOutcome = z.infer<typeof PlainOutcome>;

export function plain(outcome: Outcome): PlainOutcome {
  switch (outcome.kind) {
    case 'decided':
      return { kind: 'decided', moving: outcome.copies.filter(({ state }) => isMoving(state)).length };
    case 'broke':
      return { kind: 'broke' };
    case 'waiting':
    case 'left':
      return outcome;
  }
}

const Parcel: z.ZodType<Parcel> = z.union([z.object({ key: z.string() }), z.object({ value: z.unknown() })]);

export const OpenAnswer = z.discriminatedUnion('next', [
  z.object({ next: z.literal('done'), outcome: PlainOutcome }),
  /** `evidence`: what stands in place of a scan. */
  z.object({ next: z.literal('decide'), taken: Parcel, evidence: Parcel }),
  /** Without `taken` where a message that is decided is only looked at again. */
  z.object({
    next: z.literal('examine'),
    scan: z.number(),
    taken: Parcel.optional(),
    opened: Parcel,
    digest: z.string(),
  }),
]);
export type OpenAnswer = z.infer<typeof OpenAnswer>;

const names = Object.keys(examinerFunctions) as [ExaminerFunction, ...ExaminerFunction[]];
export const ExaminerAnswer = z.object({ examiner: z.enum(names), digest: z.string(), examinations: Parcel });
export type ExaminerAnswer = z.infer<typeof ExaminerAnswer>;
/** What the machine writes in the place of an answer that did not come: the name of the error. */
const Failed = z.object({ error: z.string() });

export const State = Input.extend({
  opened: z.union([Failed, OpenAnswer]),
  examined: z.array(z.union([Failed.extend({ examiner: z.enum(names) }), ExaminerAnswer])).default([]),
});
export type State = z.infer<typeof State>;
