/** The handler of every function that examines. */
import type { Examiner } from '#core/analyse/examiner.ts';
import { openTools } from '#engines/open-tools.ts';
import type { ExaminerFunction } from '#wiring/filter.ts';
import { clock, messages, parcels } from './bucket.ts';
import { examine } from './examine.ts';
import { Input } from './state.ts';
import { logger, thin } from './thin.ts';

/** `examiners` is asked for each message, and throws `EngineUnavailable` where they cannot be had. */
export function examinerFunction(name: ExaminerFunction, examiners: () => Promise<Examiner[]>) {
  return thin(async (event: unknown) => {
    const input = Input.parse(event);
    logger.appendKeys({ id: input.id, run: input.run });
    const bucket = { messages: messages(), parcels: parcels(input.id) };
    return examine(name, input, { clock, ...bucket, tools: () => openTools(clock), examiners });
  });
}
