/** Answers of DNS, kept for their time; at most `limit` of them, the longest unused leaves first. */
import type { Clock } from '#core/ports/clock.ts';

export interface Answer {
  records?: unknown[];
  /** Why there are none. */
  error?: Error;
  /** Milliseconds for which this may be said again; 0: never. */
  keep: number;
}

interface Entry {
  answer: Promise<Answer>;
  /** Infinity while the question is under way: whoever asks the same meanwhile shares it. */
  until: number;
}

export interface AnswerCache {
  get(key: string, ask: () => Promise<Answer>): Promise<Answer>;
}

/** What a stranger publishes is not worth more of our memory than this. */
const maxAnswerLength = 8192;

export function createCache(limit: number, clock: Clock): AnswerCache {
  const entries = new Map<string, Entry>();

  const remember = (key: string, entry: Entry): void => {
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > limit && oldest !== undefined) entries.delete(oldest);
  };

  const start = (key: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const entry: Entry = { answer: ask(), until: Infinity };
    remember(key, entry);
    const settle = (keep: number): void => {
      if (keep > 0) entry.until = clock() + keep;
      else if (entries.get(key) === entry) entries.delete(key);
    };
    entry.answer.then(
      (answer) => settle(lengthOf(answer) > maxAnswerLength ? 0 : answer.keep),
      () => settle(0),
    );
    return entry.answer;
  };

  return {
    get(key, ask) {
      const entry = entries.get(key);
      if (!entry || entry.until <= clock()) return start(key, ask);
      remember(key, entry);
      return entry.answer;
    },
  };
}

function lengthOf(answer: Answer): number {
  return answer.records ? JSON.stringify(answer.records).length : 0;
}
