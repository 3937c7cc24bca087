/** Office documents of the new format (ECMA-376): what they load from elsewhere. Macros and embedded files come as parts of their own. */
import { Buffer } from 'node:buffer';

import { contentOf } from '../../../../message/open/archives/zip/inflate.ts';
import { readZipDirectory, type ZipEntry } from '../../../../message/open/archives/zip/directory.ts';
import type { Finding } from '../../../../findings/finding.ts';
import { fact, TooComplex, Unreadable } from '../codes.ts';
import { fieldFacts } from './fields.ts';
import { relationshipFacts } from './relationships.ts';
import { attribute, elements, textOf } from './xml.ts';

const maxEntries = 10_000;
/** XML of all telling entries together; the text of a thousand-page book has 20 MB. */
const maxXml = 64 * 1024 * 1024;

const relationships = /(?:^|\/)_rels\/[^/]*\.rels$/i;
const story = /^word\/(?:document|header\d{0,4}|footer\d{0,4}|footnotes|endnotes|comments)\.xml$/i;
const macroSheet = /^xl\/macrosheets\/[^/]+\.(?:xml|bin)$/i;
const externalLink = /^xl\/externallinks\/[^/]+\.xml$/i;

export function ooxmlFacts(file: Buffer): Finding[] {
  const directory = readZipDirectory(file, maxEntries);
  if (!directory || directory.more) throw new Unreadable('no zip directory');
  let left = maxXml;
  const read = (entry: ZipEntry): string => {
    const content = contentOf(file, entry, left);
    if (content.is === 'too large') throw new TooComplex(nameOf(entry));
    if (content.is === 'unsupported') throw new Unreadable(nameOf(entry));
    left -= content.bytes.length;
    return textOf(Buffer.from(content.bytes));
  };
  const facts = directory.entries.flatMap((entry) => entryFacts(nameOf(entry), () => read(entry)));
  return [...facts, ...excelMacros(directory.entries, read)];
}

const nameOf = ({ names }: ZipEntry): string => (names[0] ?? '').replaceAll('\\', '/');

function entryFacts(name: string, read: () => string): Finding[] {
  if (relationships.test(name)) return relationshipFacts(read());
  if (story.test(name)) return storyFacts(read());
  if (externalLink.test(name)) return ddeLinkFacts(read());
  return [];
}

/** One field code may be cut into many runs; joined they are what Word runs. */
function storyFacts(xml: string): Finding[] {
  if (!/instr/i.test(xml)) return [];
  const runs = [...xml.matchAll(/<w:instrText\b[^>]{0,200}>([^<]{0,4000})</g)].map(([, text = '']) => text);
  const simple = elements(xml, 'fldSimple').map((element) => attribute(element, 'instr'));
  return fieldFacts(
    `${runs.join('')}\u0015${simple.join('\u0015')}`.replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  );
}

function ddeLinkFacts(xml: string): Finding[] {
  return elements(xml, 'ddeLink')
    .slice(0, 20)
    .flatMap((element) => {
      const call = `${attribute(element, 'ddeService')} ${attribute(element, 'ddeTopic')}`;
      return fieldFacts(`DDE ${call}`);
    });
}

function excelMacros(entries: readonly ZipEntry[], read: (entry: ZipEntry) => string): Finding[] {
  const sheets = entries.filter((entry) => macroSheet.test(nameOf(entry)));
  if (sheets.length === 0) return [];
  const workbook = entries.find((entry) => /^xl\/workbook\.xml$/i.test(nameOf(entry)));
  const xml = workbook ? read(workbook) : '';
  const trigger = /_xlnm\.Auto_(?:Open|Close|Activate|Deactivate)/i.exec(xml)?.[0];
  const hidden = elements(xml, 'sheet').some((element) => /hidden/i.test(attribute(element, 'state')));
  return [
    fact('DOCUMENT_XLM_MACRO', sheets.map(nameOf).join(' ')),
    ...(trigger || hidden ? [fact('DOCUMENT_XLM_AUTOEXEC', trigger ?? 'hidden sheet')] : []),
  ];
}
