import type { TokenCounts } from '../analyse/spam/words/classifier.ts';

export type MailClass = 'spam' | 'ham';

/**
 * What this installation has been taught: for each token, in how many spam and ham messages it stood. Holds hashes, never words.
 * Called for every message, synchronously, and answers within a millisecond for 2,000 tokens.
 */
export interface Lessons {
  total(): TokenCounts;
  /** Only tokens that have been seen are in the answer. */
  lookup(tokens: Uint32Array): ReadonlyMap<number, TokenCounts>;
}

/** Who takes lessons. */
export interface Teacher {
  /** Teaches one message. False, and nothing changes, when a lesson of this id and class is there already; of the other class: it is replaced. */
  teach(id: string, as: MailClass, tokens: Uint32Array): boolean | Promise<boolean>;
  /** Takes one lesson back, as if it had never been taught. False when there is none of this id. */
  undo(id: string): boolean | Promise<boolean>;
}
