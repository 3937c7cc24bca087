/** Which of the addresses that a message claims as its sender's are proven by SPF, DKIM or DMARC. */
import { getDomain } from 'tldts';

import type { Finding } from '../findings/finding.ts';
import { canonicalDomain, splitAddress } from '../message/canonical.ts';
import type { Envelope } from '../message/envelope.ts';

/** What an entry of the lists is held against. */
export interface Circumstances {
  envelope: Envelope;
  headerFrom: string | undefined;
  findings: readonly Finding[];
  at: number;
}

export function provenSenders({ envelope, headerFrom, findings }: Circumstances): string[] {
  const authentication = findings.filter(({ layer }) => layer === 'authentication');
  const has = (code: string): boolean => authentication.some((finding) => finding.code === code);
  const signers = authentication.filter(({ code }) => code === 'DKIM_PASS').flatMap(signerOf);
  const bySigner = (domain: string): boolean => signers.some((signer) => isAligned(signer, domain));

  const path = splitAddress(envelope.mailFrom)?.domain;
  const from = headerFrom === undefined ? undefined : splitAddress(headerFrom)?.domain;
  // SPF of a null reverse-path is about HELO (RFC 7208 section 2.4), so it proves no sender.
  const ofHelo = authentication.some(({ code, evidence }) => code === 'SPF_PASS' && evidence?.startsWith('helo='));
  const pathPasses = path !== undefined && has('SPF_PASS') && !ofHelo;
  const proven: string[] = [];
  if (path !== undefined && (pathPasses || bySigner(path))) proven.push(envelope.mailFrom);
  if (from !== undefined && headerFrom !== undefined) {
    if (has('DMARC_PASS') || bySigner(from) || (pathPasses && isAligned(path, from))) proven.push(headerFrom);
  }
  return proven;
}

/** `d=` of a DKIM_PASS finding's evidence. */
function signerOf({ evidence = '' }: Finding): string[] {
  const written = /(?:^|[\s;])d=([^\s;]{1,255})/.exec(evidence)?.[1];
  const domain = written === undefined ? undefined : canonicalDomain(written);
  return domain === undefined ? [] : [domain];
}

/** Relaxed alignment: one organisational domain. Equal names agree even where they are a public suffix. */
function isAligned(a: string, b: string): boolean {
  if (a === b) return true;
  const organisation = getDomain(a, { allowPrivateDomains: true });
  return organisation !== null && organisation === getDomain(b, { allowPrivateDomains: true });
}
