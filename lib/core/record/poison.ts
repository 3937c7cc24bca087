/** Evidence in place of a scan for a message that breaks whoever scans it. */
import type { Evidence } from '../analyse/evidence.ts';
import type { FindingCodes } from '../findings/finding.ts';

export const poisonCodes = {
  MESSAGE_BREAKS_WORKER:
    'Analysing this message twice ended the process that did it; it was not looked at a third time.',
} satisfies FindingCodes;

export function poisonEvidence(id: string, scan: number): Evidence {
  return {
    v: 1,
    id,
    scan,
    opened: {
      v: 1,
      id,
      decoders: [],
      parts: [],
      defects: [{ code: 'MESSAGE_BREAKS_WORKER', layer: 'attachments', verdict: 'failed' }],
      limits: [],
    },
    examinations: [],
    summary: {},
  };
}
