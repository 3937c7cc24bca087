/** One recipient's policy applied to parts and findings. */
import * as z from 'zod';

import { examinerNames, layers } from '../findings/finding.ts';
import { Route } from '../policy/directory.ts';
import { Edit, Fate } from '../policy/schema.ts';

export const Reason = z.strictObject({
  layer: z.enum(layers),
  /** The finding that counted, or `SCORE` for a threshold of the score (docs/policy.md lists decide's own codes). */
  code: z.string(),
  part: z.number().optional(),
  /** The scope of the policy that set the rule, e.g. `platform` or `domain example.test`. */
  scope: z.string(),
  /** The rule as an administrator would find it, e.g. `attachments.rules[0] class executable`. */
  rule: z.string(),
  /** What that rule asked for. */
  fate: Fate,
});
export type Reason = z.infer<typeof Reason>;

export { Route };

/** What the next hop is told about the score: kept, since another policy may be in force at delivery. */
export const SpamVerdict = z.strictObject({
  /** A threshold that does something was reached, and no allow entry overrules it. */
  flag: z.boolean(),
  /** The lowest threshold that does something; absent where there is none. */
  required: z.number().optional(),
  /** Examiners that this recipient's policy does not hear, whose points are not in the score. */
  off: z.array(z.enum(examinerNames)).optional(),
});
export type SpamVerdict = z.infer<typeof SpamVerdict>;

export const Decision = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  r: z.number(),
  scan: z.number(),
  policyVersion: z.number(),
  fate: Fate,
  edits: z.array(Edit),
  /** Where `fate` says it goes on to; absent for discard and quarantine. */
  route: Route.optional(),
  /** The address that it goes to: the recipient, or where it is redirected. */
  to: z.string(),
  score: z.number(),
  /** Absent in decisions of versions before it. */
  spam: SpamVerdict.optional(),
  because: z.array(Reason),
  overruled: z.array(Reason),
  at: z.number(),
});
export type Decision = z.infer<typeof Decision>;

/** A person has released it: the reasons are still those for which it was held. */
export const wasHeld = ({ fate, because }: Decision): boolean =>
  fate === 'deliver' && because.some((reason) => reason.fate === 'quarantine' || reason.fate === 'discard');
