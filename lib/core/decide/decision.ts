/** One recipient's policy applied to parts and findings. */
import * as z from 'zod';

import { layers } from '../findings/finding.ts';
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
  because: z.array(Reason),
  overruled: z.array(Reason),
  at: z.number(),
});
export type Decision = z.infer<typeof Decision>;
