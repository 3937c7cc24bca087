/** An examiner's function: the message opened anew from its bytes, looked at, and what was found handed on. */
import type { S3Parcels } from '#adapters/aws/parcels.ts';
import { analyse } from '#core/analyse/analyse.ts';
import { digestOf } from '#core/analyse/apart.ts';
import { EngineUnavailable, type Examiner } from '#core/analyse/examiner.ts';
import { openMessage } from '#core/message/open/open.ts';
import type { OpenTools } from '#core/message/open/tools.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { MessageStore } from '#core/ports/message-store.ts';
import { examinerTimeLimit } from '#core/scan.ts';
import type { ExaminerFunction } from '#wiring/filter.ts';
import type { ExaminerAnswer, Input } from './state.ts';
import { innocently } from './trouble.ts';

export interface ExamineParts {
  clock: Clock;
  messages: MessageStore;
  parcels: S3Parcels;
  tools(): Promise<OpenTools>;
  /** Throws `EngineUnavailable` where they cannot be had. */
  examiners(): Promise<Examiner[]>;
}

/** Throws `EngineUnavailable` where an engine or our own store is away: the machine asks again. All else that a message does is in the answer. */
export function examine(examiner: ExaminerFunction, { id }: Pick<Input, 'id'>, parts: ExamineParts) {
  return innocently(async (): Promise<ExaminerAnswer> => {
    const { clock, messages, parcels } = parts;
    const [examiners, envelope] = await Promise.all([parts.examiners(), messages.envelope(id)]);
    if (!envelope) throw new Error('the message is not in the store');
    const raw = await messages.bytes(id);
    const message = await openMessage(id, raw, await parts.tools());
    const subject = { envelope, raw, message };
    const examinations = await analyse(subject, examiners, { clock, timeLimit: examinerTimeLimit });
    const away = examinations.filter(({ outcome }) => outcome === 'unavailable');
    if (away.length > 0) throw new EngineUnavailable(away.map((one) => one.examiner).join(', '));
    return { examiner, digest: digestOf(message.opened), examinations: await parcels.wrap(examinations) };
  });
}
