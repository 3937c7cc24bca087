/** Which kinds of document some bytes are, by what a program would take them for, and who reads each. */
import { Buffer } from 'node:buffer';

import { compoundMagic } from '../../../message/open/archives/compound/compound.ts';
import type { Part } from '../../../message/open/opened.ts';
import type { Finding } from '../../../findings/finding.ts';
import { oleFacts } from './office/ole.ts';
import { ooxmlFacts } from './office/ooxml.ts';
import { pdfFacts } from './pdf/pdf.ts';
import { rtfFacts } from './rtf/rtf.ts';
import { oneNoteFacts } from './onenote.ts';
import { lnkFacts } from './shortcut/lnk.ts';
import { urlFacts } from './shortcut/url.ts';

export type Kind = 'ole' | 'ooxml' | 'pdf' | 'rtf' | 'lnk' | 'url' | 'onenote';

export const readers: Record<Kind, (file: Buffer, names: readonly string[]) => Finding[]> = {
  ole: oleFacts,
  ooxml: ooxmlFacts,
  pdf: pdfFacts,
  rtf: rtfFacts,
  lnk: lnkFacts,
  url: urlFacts,
  onenote: oneNoteFacts,
};

const lnkMagic = Buffer.from('4c0000000114020000000000c000000000000046', 'hex');
const oneNoteMagic = Buffer.from('e4525c7b8cd8a74daeb15378d02996d3', 'hex');

export function kindsOf(file: Buffer, part: Part): Kind[] {
  const startsWith = (magic: Buffer): boolean => file.subarray(0, magic.length).equals(magic);
  return [
    ...(startsWith(compoundMagic) ? ['ole' as const] : []),
    ...(isOoxml(part) ? ['ooxml' as const] : []),
    ...(isPdf(file) ? ['pdf' as const] : []),
    ...(isRtf(file) ? ['rtf' as const] : []),
    ...(startsWith(lnkMagic) ? ['lnk' as const] : []),
    ...(startsWith(oneNoteMagic) ? ['onenote' as const] : []),
    ...(isUrl(file, part) ? ['url' as const] : []),
  ];
}

const officeZip = /^application\/vnd\.(?:openxmlformats-officedocument|ms-(?:word|excel|powerpoint|visio))\./;

/** `open` has looked into the zip to tell. */
const isOoxml = ({ types }: Part): boolean => types.some(({ by, type }) => by === 'structure' && officeZip.test(type));

/** Readers look for the header in the first 1,024 bytes (ISO 32000-1 annex H.3); a text that speaks of it has no objects. */
const isPdf = (file: Buffer): boolean => {
  const at = file.subarray(0, 1024 + 5).indexOf('%PDF-');
  return at === 0 || (at > 0 && file.includes(' obj', at));
};

/** Word is content with less than the whole of `{\rtf1`. */
const isRtf = (file: Buffer): boolean => /^\s{0,16}\{\\rt/.test(file.toString('latin1', 0, 24));

function isUrl(file: Buffer, { names }: Part): boolean {
  const start = file.toString('latin1', 0, 512).replaceAll('\u0000', '');
  return (
    /\[InternetShortcut/i.test(start) &&
    (names.some((name) => /\.(?:url|website)\W{0,4}$/i.test(name)) || /^\W{0,8}\[/.test(start))
  );
}
