/** All finding codes with their meanings, in the order of docs/findings.md; what a person reads behind a bare code. */
import { clamavCodes } from '#core/analyse/antivirus/clamav/examiner.ts';
import { documentsCodes } from '#core/analyse/antivirus/documents/codes.ts';
import { yaraCodes } from '#core/analyse/antivirus/yara/codes.ts';
import { attachmentsCodes } from '#core/analyse/attachments/codes.ts';
import { authenticationCodes } from '#core/analyse/authentication/codes.ts';
import type { FindingCodes } from '#core/findings/finding.ts';
import { spamCodes } from '#core/analyse/spam/codes.ts';
import { wireCodes } from '#core/analyse/wire/codes.ts';
import { decideCodes } from '#core/decide/codes.ts';
import { archiveCodes } from '#core/message/open/archives/codes.ts';
import { openCodes } from '#core/message/open/codes.ts';
import { apartCodes } from '#core/analyse/apart.ts';
import { poisonCodes } from '#core/record/poison.ts';

const troubleCodes: FindingCodes = {
  ANTIVIRUS_CLAMAV_FAILED: 'This message broke the examiner that the code begins with: every examiner has such a code.',
  ANTIVIRUS_CLAMAV_TIMED_OUT: 'The examiner had not answered when its time was over: every examiner has such a code.',
};

export const codeSections: { title: string; layer: string; codes: FindingCodes }[] = [
  { title: 'Antivirus: ClamAV', layer: 'antivirus', codes: clamavCodes },
  { title: 'Antivirus: YARA-X', layer: 'antivirus', codes: yaraCodes },
  { title: 'Antivirus: the document analyser', layer: 'antivirus', codes: documentsCodes },
  { title: 'Attachments', layer: 'attachments', codes: attachmentsCodes },
  { title: 'Attachments: what opening the message found odd', layer: 'attachments', codes: openCodes },
  { title: 'Attachments: archives', layer: 'attachments', codes: { ...archiveCodes, ...poisonCodes, ...apartCodes } },
  { title: 'Authentication', layer: 'authentication', codes: authenticationCodes },
  { title: 'Wire', layer: 'wire', codes: wireCodes },
  { title: 'Spam', layer: 'spam', codes: spamCodes },
  { title: 'Any layer: an examiner in trouble', layer: 'its own', codes: troubleCodes },
  { title: "The decision's own reasons", layer: 'as given', codes: decideCodes },
];

const meanings = new Map(codeSections.flatMap(({ codes }) => Object.entries(codes)));

/** The whole sentence; for trouble of an examiner, that of any. */
export function sentenceOf(code: string): string | undefined {
  return meanings.get(code) ?? meanings.get(code.replace(/^.*(?=_(?:FAILED|TIMED_OUT)$)/, 'ANTIVIRUS_CLAMAV'));
}

/** The first clause of a code's meaning. */
export function meaningOf(code: string): string | undefined {
  return meanings.get(code)?.split(/[:;.](?:\s|$)/)[0];
}
