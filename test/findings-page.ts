/** docs/findings.md, made from the lists of codes that the examiners keep. `npm run docs` writes it; a test holds it to them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
import { poisonCodes } from '#core/record/poison.ts';

const troubleCodes: FindingCodes = {
  ANTIVIRUS_CLAMAV_FAILED: 'This message broke the examiner that the code begins with: every examiner has such a code.',
  ANTIVIRUS_CLAMAV_TIMED_OUT: 'The examiner had not answered when its time was over: every examiner has such a code.',
};

const sections: { title: string; layer: string; codes: FindingCodes }[] = [
  { title: 'Antivirus: ClamAV', layer: 'antivirus', codes: clamavCodes },
  { title: 'Antivirus: YARA-X', layer: 'antivirus', codes: yaraCodes },
  { title: 'Antivirus: the document analyser', layer: 'antivirus', codes: documentsCodes },
  { title: 'Attachments', layer: 'attachments', codes: attachmentsCodes },
  { title: 'Attachments: what opening the message found odd', layer: 'attachments', codes: openCodes },
  { title: 'Attachments: archives', layer: 'attachments', codes: { ...archiveCodes, ...poisonCodes } },
  { title: 'Authentication', layer: 'authentication', codes: authenticationCodes },
  { title: 'Wire', layer: 'wire', codes: wireCodes },
  { title: 'Spam', layer: 'spam', codes: spamCodes },
  { title: 'Any layer: an examiner in trouble', layer: 'its own', codes: troubleCodes },
  { title: "The decision's own reasons", layer: 'as given', codes: decideCodes },
];

export const findingsFile = join(import.meta.dirname, '..', 'docs', 'findings.md');

export function findingsPage(): string {
  return `${intro}\n${sections.map(sectionText).join('\n')}`;
}

const intro = `# Findings

Every fact that an examiner can state has a code, and stands here with its meaning. A finding also carries its **layer** (what a policy gives actions to), a **verdict** (\`infected\`,
\`suspicious\`, \`encrypted\`, \`unscannable\`, \`failed\` or \`note\`), perhaps **points** for the score, the part that it is about, and evidence in at most 200 characters. A policy may name a
code instead of its verdict: see [policy.md](policy.md). This page is made from the code by \`npm run docs\`.
`;

function sectionText({ title, layer, codes }: (typeof sections)[number]): string {
  const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning.replaceAll('|', '\\|')} |`);
  return [`## ${title}`, '', `Layer: ${layer}.`, '', '| code | meaning |', '|---|---|', ...rows, ''].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(findingsFile, findingsPage());
