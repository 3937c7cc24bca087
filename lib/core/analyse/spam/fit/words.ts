/**
 * Chooses the words that ship. One set has spam and honest mail to the same mailboxes of today: it teaches directly.
 * The other sets are old, or tell topics apart rather than spam from mail; a word of theirs counts only where two of them agree, and then weakly.
 */
import { logOdds, type TokenCounts } from '../words/classifier.ts';

export interface WordExample {
  set: string;
  spam: boolean;
  tokens: Uint32Array;
}

export interface WordOptions {
  /** The sets that teach directly. */
  modern: ReadonlySet<string>;
  /** Sets that may second each other. */
  older: ReadonlySet<string>;
}

interface Tally {
  taught: TokenCounts;
  tokens: Map<number, TokenCounts>;
}

/** Rarer words could give a person away, and teach nothing about others. */
const leastMessages = 2;
const leastInOlder = 4;
const olderShare = 0.5;
const olderMost = 1.5;

export function chooseWords(examples: readonly WordExample[], options: WordOptions): Map<number, number> {
  const modern = tally(examples.filter((example) => options.modern.has(example.set)));
  const older = [...options.older].map((set) => tally(examples.filter((example) => example.set === set)));
  const words = new Map<number, number>();
  for (const [token, counts] of modern.tokens) {
    if (counts.spam + counts.ham < leastMessages) continue;
    const odds = logOdds(counts, modern.taught);
    if (Math.abs(odds) >= 0.4) words.set(token, odds);
  }
  for (const token of new Set(older.flatMap(({ tokens }) => [...tokens.keys()]))) {
    if (modern.tokens.has(token)) continue;
    const odds = agreed(older, token);
    if (odds !== undefined) words.set(token, odds);
  }
  return words;
}

function tally(examples: readonly WordExample[]): Tally {
  const taught = { spam: 0, ham: 0 };
  const tokens = new Map<number, TokenCounts>();
  for (const example of examples) {
    const as = example.spam ? 'spam' : 'ham';
    taught[as]++;
    for (const token of example.tokens) {
      const counts = tokens.get(token) ?? { spam: 0, ham: 0 };
      counts[as]++;
      tokens.set(token, counts);
    }
  }
  return { taught, tokens };
}

/** The mean of what the sets that know the word say, if there are two and they say the same. */
function agreed(older: readonly Tally[], token: number): number | undefined {
  const said: number[] = [];
  for (const { taught, tokens } of older) {
    const counts = tokens.get(token);
    if (!counts || counts.spam + counts.ham < leastInOlder || taught.ham === 0 || taught.spam === 0) continue;
    said.push(logOdds(counts, taught));
  }
  if (said.length < 2 || said.some((one) => Math.sign(one) !== Math.sign(said[0] ?? 0))) return undefined;
  const odds = (olderShare * said.reduce((sum, one) => sum + one, 0)) / said.length;
  const capped = Math.max(-olderMost, Math.min(olderMost, odds));
  return Math.abs(capped) >= 0.4 ? capped : undefined;
}
