/** What the findings of this examiner mean. The first word behind the method is a result of RFC 8601 section 2.7 wherever one fits. */
import { evidenceOf, type Finding, type FindingCodes } from '../../findings/finding.ts';

export const authenticationCodes = {
  SPF_PASS: 'The domain of the reverse-path (or of HELO) permits this client to send for it.',
  SPF_FAIL: 'The domain of the reverse-path forbids this client to send for it.',
  SPF_SOFTFAIL: 'The domain of the reverse-path says that this client probably may not send for it.',
  SPF_NEUTRAL: 'The domain of the reverse-path says nothing about this client.',
  SPF_NONE: 'There is no SPF record, or no client address that could be checked.',
  SPF_TEMPERROR: 'SPF could not be checked because DNS gave no answer.',
  SPF_PERMERROR: 'The SPF record is broken.',
  DKIM_PASS: 'A signature over the whole message verifies; one finding for each signature.',
  DKIM_FAIL: 'A signature does not verify: the message was changed, or the signature was never right.',
  DKIM_NONE: 'The message carries no DKIM signature.',
  DKIM_NEUTRAL: 'A signature has expired, was made in the future, or says nothing because of its own errors.',
  DKIM_POLICY: 'A signature verifies but is too weak to count: a key below 1024 bits, or SHA-1.',
  DKIM_TEMPERROR: 'A signature could not be checked because DNS gave no answer.',
  DKIM_PERMERROR: 'The key of a signature does not exist or cannot be used.',
  DKIM_PARTIAL_BODY: 'A signature with l= verifies; anybody may have added to the body, so it counts for nothing.',
  DKIM_TOO_MANY: 'More signatures than are looked at; the rest was left out.',
  DMARC_PASS: 'The domain in From is proven by an aligned SPF or DKIM pass.',
  DMARC_FAIL_REJECT: 'The domain in From is not proven, and its owner asks to reject such mail.',
  DMARC_FAIL_QUARANTINE: 'The domain in From is not proven, and its owner asks to quarantine such mail.',
  DMARC_FAIL_NONE: 'The domain in From is not proven, and its owner asks for nothing.',
  DMARC_NONE: 'The domain in From publishes no DMARC policy.',
  DMARC_UNDECIDED:
    'The domain in From is not proven, but it could be: the client is not known, DNS gave no answer, or a signature with l= covers all.',
  DMARC_TEMPERROR: 'DMARC could not be checked because DNS gave no answer.',
  DMARC_PERMERROR: 'There is no single domain in From that DMARC could be checked for; never taken as "no policy".',
  ARC_PASS: 'The chain of ARC seals is whole.',
  ARC_FAIL: 'The chain of ARC seals is broken.',
  ARC_NONE: 'The message carries no ARC seals.',
  ARC_TEMPERROR: 'The chain of ARC seals could not be checked because DNS gave no answer.',
  FROM_MISSING: 'There is no From field.',
  FROM_MULTIPLE:
    'There are several From fields, or several mailboxes in From: different readers show different authors.',
  FROM_UNREADABLE: 'From is a group or holds no address that can be read, or two readings of it differ.',
} as const satisfies FindingCodes;

export function note(code: keyof typeof authenticationCodes, evidence: string, points?: number): Finding {
  return {
    code,
    layer: 'authentication',
    verdict: 'note',
    ...(points && { points }),
    ...(evidence !== '' && { evidence: evidenceOf(evidence) }),
  };
}
