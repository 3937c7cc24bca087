/** Open and analyse: a message's bytes in, all that can be said about it out. Both hosts, `citrusmail scan` and the benches call this. */
import { analyse } from './analyse/analyse.ts';
import type { Evidence } from './analyse/evidence.ts';
import type { Examiner } from './analyse/examiner.ts';
import type { Envelope } from './message/envelope.ts';
import { openMessage } from './message/open/open.ts';
import type { OpenTools } from './message/open/tools.ts';
import { summaryOf } from './message/summary.ts';
import type { Clock } from './ports/clock.ts';

export interface ScanTools {
  open: OpenTools;
  examiners: readonly Examiner[];
  clock: Clock;
}

/** An examiner that has not answered by then is given up for this message; archives alone may take 20 s. */
export const examinerTimeLimit = 30_000;

export async function scanMessage(
  envelope: Envelope,
  raw: Uint8Array,
  scan: number,
  tools: ScanTools,
): Promise<Evidence> {
  const message = await openMessage(envelope.id, raw, tools.open);
  const { clock, examiners } = tools;
  const examinations = await analyse({ envelope, raw, message }, examiners, { clock, timeLimit: examinerTimeLimit });
  return { v: 1, id: envelope.id, scan, opened: message.opened, examinations, summary: summaryOf(message.header) };
}
