/** Whether clamd starts on a set of signatures and finds with it what everybody finds. */
import { join } from 'node:path';

import { launch } from './launch.ts';
import { testFileText } from './signatures.ts';
import { programsIn } from './stored.ts';

export interface ProveOptions {
  programs: string;
  /** Ours alone. */
  folder: string;
  signatures: string;
}

const limit = 180_000;

/** Rejects with the reason where it does not. */
export async function proveSet({ programs, folder, signatures }: ProveOptions): Promise<void> {
  const { clamd } = programsIn(programs);
  const home = join(folder, 'trial');
  const trial = launch({ clamd, folder: home, signatures, temporary: join(home, 'tmp') });
  try {
    await trial.settled(limit);
    const { state, reason } = await trial.check();
    if (state !== 'ready') throw new Error(`clamd does not start on the new signatures: ${reason ?? state}`);
    const verdict = await trial.client.scan(Buffer.from(testFileText), AbortSignal.timeout(limit));
    if (verdict.kind !== 'found') throw new Error(`with the new signatures clamd calls EICAR ${verdict.kind}`);
    const other = await trial.client.scan(Buffer.from('A letter.\r\n'), AbortSignal.timeout(limit));
    if (other.kind !== 'clean') throw new Error(`with the new signatures clamd calls a letter ${other.kind}`);
  } finally {
    await trial.stop();
  }
}
