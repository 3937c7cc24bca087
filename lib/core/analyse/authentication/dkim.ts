/** DKIM signatures (RFC 6376, RFC 8301, RFC 8463) by mailauth's strict verifier, and what must not count as a pass although it verifies. */
import type { Buffer } from 'node:buffer';

import { DkimVerifier } from 'mailauth/lib/dkim/dkim-verifier.js';

import type { Header } from '../../message/header.ts';
import type { Finding } from '../../findings/finding.ts';
import { note } from './codes.ts';
import { budgetSpent, type MessageDns } from './dns.ts';
import { signedBytes, surplusSignatures } from './signed-bytes.ts';

export type Verification = Pick<DkimVerifier, 'headerFrom' | 'fromFields' | 'results' | 'arc'>;
type Signature = Verification['results'][number];

export interface DkimReport {
  /** Absent where there is neither a signature nor a seal: then nothing was looked at. */
  verification?: Verification;
  /** What counts for DMARC: the domains of full passes. */
  passes: string[];
  /** Domains that could have passed: DNS gave no answer, or the signature has l= and yet covers the whole body. */
  possible: string[];
  findings: Finding[];
}

/** Clocks differ; a signature further ahead than this was made by somebody who has none, or reasons to hide his. */
const clockSkew = 3_600_000;

const signatureFields = new Set(['dkim-signature', 'arc-seal', 'arc-message-signature', 'arc-authentication-results']);

export async function examineDkim(raw: Uint8Array, header: Header, dns: MessageDns, now: number): Promise<DkimReport> {
  const unsigned: DkimReport = { passes: [], possible: [], findings: [note('DKIM_NONE', '')] };
  if (!header.fields.some(({ name }) => signatureFields.has(name))) return unsigned;
  const verification = await verify(signedBytes(raw, header), dns, now);
  const signatures = header.fields.filter(({ name }) => name === 'dkim-signature').length;
  if (signatures === 0) return { ...unsigned, verification };
  return { verification, ...judged(verification.results, surplusSignatures(header).length, now) };
}

/** Around the verifier's own stream, which looks at every byte to find what we know: where the header section ends, and that lines end with CRLF. */
async function verify(message: Buffer, dns: MessageDns, now: number): Promise<Verification> {
  const resolver: MessageDns['resolve'] = (name, type) => dns.resolve(name, type);
  const verifier = new DkimVerifier({ resolver, curTime: new Date(now), strict: true });
  const end = message.indexOf('\r\n\r\n');
  const bodyStart = end < 0 ? message.length : end + 4;
  await verifier.emitHeaders(message.subarray(0, bodyStart));
  if (bodyStart < message.length) await verifier.nextChunk(message.subarray(bodyStart));
  await verifier.finalChunk();
  return verifier;
}

function judged(results: readonly Signature[], surplus: number, now: number): Omit<DkimReport, 'verification'> {
  const findings = results.map((signature) => findingOf(signature, now));
  const domainsOf = (keep: (index: number) => boolean): string[] =>
    results.flatMap(({ signingDomain }, index) => (signingDomain && keep(index) ? [signingDomain] : []));
  return {
    passes: domainsOf((index) => findings[index]?.code === 'DKIM_PASS'),
    possible: domainsOf((index) => couldPass(findings[index], results[index])),
    findings: [
      ...findings.toSorted((a, b) => rank(a) - rank(b)),
      ...(surplus > 0 ? [note('DKIM_TOO_MANY', `${surplus} left out`, 1)] : []),
    ],
  };
}

/** Only what DNS owes us: a name that cannot exist, or more lookups than we make, is the signature's own doing. */
function couldPass(finding: Finding | undefined, signature: Signature | undefined): boolean {
  const { comment = '', underSized } = signature?.status ?? {};
  if (finding?.code === 'DKIM_TEMPERROR') return !comment.includes(budgetSpent) && !comment.includes('EBADNAME');
  return finding?.code === 'DKIM_PARTIAL_BODY' && !underSized;
}

/** What is said first stands in the log record: a pass, if there is one. */
const rank = (finding: Finding): number => (finding.code === 'DKIM_PASS' ? 0 : 1);

function findingOf(signature: Signature, now: number): Finding {
  const { result, comment = '', policy } = signature.status;
  const named = `d=${signature.signingDomain ?? ''} s=${signature.selector ?? ''}`;
  if (result === 'pass') return verified(signature, named, now);
  if (result === 'fail') return note('DKIM_FAIL', `${named} ${comment}`, 0.5);
  if (result === 'policy') return note('DKIM_POLICY', `${named} ${policy?.['dkim-rules'] ?? comment}`);
  if (result === 'temperror') return note('DKIM_TEMPERROR', `${named} ${comment}`);
  return note(/\bkey\b/.test(comment) ? 'DKIM_PERMERROR' : 'DKIM_NEUTRAL', `${named} ${comment}`);
}

/** What verifies is still no pass when it lies about its time or leaves the end of the body to anybody (RFC 6376 section 8.2). */
function verified(signature: Signature, named: string, now: number): Finding {
  const { signTime, status, canonBodyLength = 0, canonBodyLengthTotal = 0 } = signature;
  if (signTime && Date.parse(signTime) > now + clockSkew) return note('DKIM_NEUTRAL', `${named} signed in the future`);
  if (signature.canonBodyLengthLimited) {
    return note('DKIM_PARTIAL_BODY', `${named} l=${canonBodyLength} of ${canonBodyLengthTotal} bytes`);
  }
  return note('DKIM_PASS', status.testing ? `${named} testing` : named);
}
