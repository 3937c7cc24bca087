/** docs/findings.md, made from the lists of codes that the examiners keep. */
import { codeSections } from '#cli/codes.ts';

export function findingsPage(): string {
  return `${intro}\n${codeSections.map(sectionText).join('\n')}`;
}

const intro = `# Findings

Every fact that an examiner can state has a code, and stands here with its meaning. A finding also carries its **layer** (what a policy gives actions to), a **verdict** (\`infected\`,
\`suspicious\`, \`encrypted\`, \`unscannable\`, \`failed\` or \`note\`), perhaps **points** for the score, the part that it is about, and evidence in at most 200 characters. A policy may name a
code instead of its verdict: see [policy.md](policy.md). This page is made from the code by \`npm run docs\`.
`;

function sectionText({ title, layer, codes }: (typeof codeSections)[number]): string {
  const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning.replaceAll('|', '\\|')} |`);
  return [`## ${title}`, '', `Layer: ${layer}.`, '', '| code | meaning |', '|---|---|', ...rows, ''].join('\n');
}
