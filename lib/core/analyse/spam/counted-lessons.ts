/** Lessons in memory: what benches and tests teach, and what an adapter keeps beside its store. */
import type { Lessons, MailClass, Teacher } from '../../ports/lessons.ts';
import type { TokenCounts } from './words/classifier.ts';

export class CountedLessons implements Lessons, Teacher {
  private readonly taught = { spam: 0, ham: 0 };
  private readonly counts = new Map<number, TokenCounts>();
  private readonly lessons = new Map<string, { as: MailClass; tokens: Uint32Array }>();

  teach(id: string, as: MailClass, tokens: Uint32Array): boolean {
    if (this.lessons.get(id)?.as === as) return false;
    this.undo(id);
    this.lessons.set(id, { as, tokens });
    this.count(as, tokens, 1);
    return true;
  }

  undo(id: string): boolean {
    const lesson = this.lessons.get(id);
    if (!lesson) return false;
    this.lessons.delete(id);
    this.count(lesson.as, lesson.tokens, -1);
    return true;
  }

  classOf(id: string): MailClass | undefined {
    return this.lessons.get(id)?.as;
  }

  total(): TokenCounts {
    return this.taught;
  }

  lookup(tokens: Uint32Array): ReadonlyMap<number, TokenCounts> {
    const found = new Map<number, TokenCounts>();
    for (const token of tokens) {
      const counts = this.counts.get(token);
      if (counts) found.set(token, counts);
    }
    return found;
  }

  private count(as: MailClass, tokens: Uint32Array, by: 1 | -1): void {
    this.taught[as] += by;
    for (const token of tokens) {
      const counts = this.counts.get(token) ?? { spam: 0, ham: 0 };
      counts[as] += by;
      if (counts.spam + counts.ham === 0) this.counts.delete(token);
      else this.counts.set(token, counts);
    }
  }
}
