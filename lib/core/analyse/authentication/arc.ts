/** The chain of ARC seals (RFC 8617): who handled the message on its way, and what each said that it found. */
import { arc } from 'mailauth/lib/arc/index.js';

import type { Finding } from '../../findings/finding.ts';
import { note } from './codes.ts';
import type { Verification } from './dkim.ts';
import type { MessageDns } from './dns.ts';

export type ArcVerification = Awaited<ReturnType<typeof arc>>;

export async function examineArc(verification: Verification | undefined, dns: MessageDns): Promise<Finding> {
  if (!verification) return note('ARC_NONE', '');
  const resolver: MessageDns['resolve'] = (name, type) => dns.resolve(name, type);
  const chain = verification.arc.chain || [];
  const result = await arc({ ...verification.arc, chain }, { resolver, strict: true });
  if (result.status.result === 'pass') return note('ARC_PASS', `i=${result.i} d=${sealer(result)}`);
  if (result.status.result === 'none') return note('ARC_NONE', '');
  // RFC 8617 section 5.2 knows no temporary error; we do, because ours is not the message's fault.
  return note(dns.troubled() ? 'ARC_TEMPERROR' : 'ARC_FAIL', result.status.comment ?? '');
}

/** `d=` of the newest seal. */
function sealer(result: ArcVerification): string {
  const seal: unknown = result.chain?.at(-1)?.['arc-seal']?.parsed?.d?.value;
  return typeof seal === 'string' ? seal : '';
}
