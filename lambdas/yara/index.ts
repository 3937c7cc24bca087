/** Function `yara`: YARA-X, which runs on x86-64 alone. */
import { createYaraExaminer } from '#core/analyse/antivirus/yara/examiner.ts';
import { EngineUnavailable } from '#core/analyse/examiner.ts';
import { loadYara } from '#engines/yara/engine.ts';
import { once } from '../support/environment.ts';
import { examinerFunction } from '../support/examiner-function.ts';

/** Rules are compiled once for an environment. */
const yara = once(loadYara);

export const handler = examinerFunction('yara', async () => {
  const engine = yara();
  // On one machine that means that there is none; here it was promised.
  if ('absent' in engine) throw new EngineUnavailable(engine.absent);
  return [createYaraExaminer(engine)];
});
