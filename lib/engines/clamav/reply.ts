/** What clamd answers (clamd(8), COMMANDS), read strictly: what we do not know is an error, never clean. */
import type { VirusVerdict } from '#core/ports/virus-engine.ts';

/** A reply that is clamd's own trouble (no memory, no disk), not the message's. */
export interface EngineTrouble {
  kind: 'trouble';
  text: string;
}

const textLimit = 200;

/** Reads `stream: OK`, `stream: NAME FOUND` or `... ERROR`, the session's number already taken off. */
export function readScanReply(reply: string): VirusVerdict | EngineTrouble {
  if (reply === 'stream: OK') return { kind: 'clean' };
  const found = /^stream: (\S.{0,500}) FOUND$/.exec(reply)?.[1];
  if (found !== undefined) return readSignature(found);
  const text = reply.slice(0, textLimit);
  if (reply.startsWith('INSTREAM size limit exceeded')) return { kind: 'limit', text };
  if (/^(?:stream: |INSTREAM: )?Can't /.test(text)) return { kind: 'trouble', text };
  return { kind: 'error', text };
}

/** AlertEncrypted and AlertExceedsMax report as if they were signatures. */
function readSignature(signature: string): VirusVerdict {
  if (signature.startsWith('Heuristics.Encrypted.')) return { kind: 'encrypted', text: signature };
  if (signature.startsWith('Heuristics.Limits.Exceeded')) return { kind: 'limit', text: signature };
  return { kind: 'found', signature };
}

/** `ClamAV 1.4.6/27800/Mon Nov 23 09:00:00 2026`: engine and signature set; the date says nothing more. Undefined: not clamd. */
export function readVersion(reply: string): string | undefined {
  return /^ClamAV [\w.+~-]{1,64}(?:\/\d{1,10})?(?=\/|$)/.exec(reply)?.[0];
}
