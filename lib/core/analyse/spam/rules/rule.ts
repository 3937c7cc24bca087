/** What a rule is: a fact that an administrator can check for himself, and what it is worth. */
import type { Facts } from '../facts/facts.ts';

/** True, or what was seen, for the log. */
export type Fired = boolean | string | undefined;

export interface Rule {
  code: string;
  /** One sentence for docs/findings.md. */
  says: string;
  /**
   * Points by judgement, before any mail was counted: training moves them towards what the mail shows, and never across zero.
   * Positive speaks for spam.
   */
  prior: number;
  test(facts: Facts): Fired;
}

export const rule = (code: string, prior: number, says: string, test: (facts: Facts) => Fired): Rule => ({
  code,
  says,
  prior,
  test,
});
