/** One rule that matched. */
export interface PatternMatch {
  rule: string;
  /** Free text of the rule's author. */
  description: string;
  /** `note` informs, and is never acted on by itself. */
  verdict: 'infected' | 'suspicious' | 'note';
  /** The finding code that the rule asks for; not checked. */
  code?: string;
}

export type PatternVerdict =
  | { kind: 'scanned'; matches: PatternMatch[] }
  /** Scanning these bytes took too long; nothing is known. */
  | { kind: 'timed out' };

/**
 * An engine that matches rules against bytes inside this thread, with no service that could be away: where it cannot run there is none.
 * Rules for the whole message and rules for parts are apart: what is a virus in an attached script may be a quotation in a letter.
 */
export interface PatternEngine {
  /** Changes with the engine and with every rule. */
  readonly version: string;
  /** Holds the thread while it works; a throw means that these bytes broke it. */
  scan(bytes: Uint8Array, what: 'message' | 'part'): PatternVerdict;
}
