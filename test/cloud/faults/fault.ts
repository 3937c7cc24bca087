/** What a fault is: trouble that is arranged, one message that meets it, and what must have become of the message all the same. */
import type { CopyState } from '#core/record/state.ts';

import type { Scene } from './scene.ts';

/** Three people, three outcomes: a server elsewhere, a mailbox here, and one whose policy holds everything. */
export const people = ['away', 'here', 'strict'] as const;
export type Person = (typeof people)[number];

export type Outcomes = Record<Person, CopyState>;
export const untroubled: Outcomes = { away: 'delivered', here: 'delivered', strict: 'held' };
export const allHeld: Outcomes = { away: 'held', here: 'held', strict: 'held' };

export interface Fault {
  name: string;
  /** What it is taken from: the row of the research's section 5, or the issue's own words. */
  fact: string;
  /** Sets the trouble up; the message is sent when it has resolved. */
  arrange(scene: Scene): unknown;
  /** What happens when all is at rest; it must come to rest again, and nothing may have changed. */
  afterwards?(scene: Scene): unknown;
  /** Absent: as without trouble. */
  outcomes?: Outcomes;
  /** A reason that everybody's decision must give. */
  because?: string;
  /** RFC 1047: death between the final 250 and our note of it; the server elsewhere may have the message twice. */
  duplicates?: true;
  /** Dead letters are what this fault is about: the message is found by the sweep, and somebody looks. */
  deadLetters?: true;
  /** In place of a letter. */
  raw?: Buffer;
  /** Simulated hours after which all must be at rest; 8 where nothing is said. */
  hours?: number;
  /** What must be true besides; sentences about what is not. */
  check?(scene: Scene): string[] | Promise<string[]>;
}
