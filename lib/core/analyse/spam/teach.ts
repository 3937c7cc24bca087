/** Lessons: how a message becomes one. `train spam|ham FILE...` and `train undo` call these. */
import type { MailClass, Teacher } from '../../ports/lessons.ts';
import type { FactsInput } from './facts/facts.ts';
import { factsOf } from './facts/facts.ts';
import { lessonTokensOf } from './words/tokens.ts';

/** `id` names the lesson, best the SHA-256 of the message: teaching it twice changes nothing. False when it was known already. */
export function teach(teacher: Teacher, id: string, as: MailClass, message: FactsInput): ReturnType<Teacher['teach']> {
  return teacher.teach(id, as, lessonTokensOf(factsOf(message)));
}
