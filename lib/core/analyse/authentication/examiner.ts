/** The examiner `authentication`: SPF, DKIM, ARC and DMARC, each result a finding; DNS trouble is a note, never a fault (promise 2). */
import type { Clock } from '../../ports/clock.ts';
import type { Resolver } from '../../ports/resolver.ts';
import type { Examiner, Subject } from '../examiner.ts';
import type { Finding } from '../../findings/finding.ts';
import { examineArc } from './arc.ts';
import { readAuthor } from './author.ts';
import { examineDkim } from './dkim.ts';
import { examineDmarc } from './dmarc.ts';
import { type MessageDns, messageDns } from './dns.ts';
import { examineSpf } from './spf.ts';

export interface AuthenticationOptions {
  resolver: Resolver;
  clock: Clock;
  /** Our own name, said in SPF's macro `r` (RFC 7208 section 7.3). */
  hostname: string;
}

export function createAuthenticationExaminer(options: AuthenticationOptions): Examiner {
  return {
    name: 'authentication',
    layer: 'authentication',
    version: () => '1',
    examine: async (subject, signal) => ({ findings: await authenticate(subject, options, signal), examined: 1 }),
  };
}

async function authenticate(subject: Subject, options: AuthenticationOptions, signal: AbortSignal): Promise<Finding[]> {
  const { envelope, raw, message } = subject;
  // Each with a budget of its own: what a sender's signatures cost must not leave his From unchecked.
  const dns = (): MessageDns => messageDns(options.resolver, options.clock, signal);
  const signatureDns = dns();
  // Signatures expire (RFC 6376 section 3.5): what counts is when the message came to where it was first delivered.
  const received = envelope.originalDate ?? envelope.receivedAt;
  const [spf, dkim] = await Promise.all([
    examineSpf(envelope, options.hostname, dns()),
    examineDkim(raw, message.header, signatureDns, received),
  ]);
  const arc = await examineArc(dkim.verification, signatureDns);
  const dmarc = await examineDmarc(readAuthor(message.header), spf, dkim, dns());
  return [spf.finding, ...dkim.findings, ...dmarc, arc];
}
