/** Portable Document Format: what it runs, opens and carries. */
import { Buffer } from 'node:buffer';

import type { Finding } from '../../../../findings/finding.ts';
import { fact, Unreadable } from '../codes.ts';
import { interpreters, isProgramName } from '../commands.ts';
import { emptyPasswordKey, type PdfKey } from './encryption.ts';
import { scriptFacts } from './script.ts';
import { StreamReader } from './streams.ts';
import { stringAt, stringsOf } from './strings.ts';
import { decodeNames, type PdfStructure, readStructure } from './structure.ts';

export function pdfFacts(file: Buffer): Finding[] {
  const outer = readStructure(file);
  if (!/\d\s{1,8}obj\b/.test(outer.text)) throw new Unreadable('no objects');
  const lock = lockOf(outer.text);
  if (lock === 'closed') return [fact('PDF_ENCRYPTED'), ...structureFacts(file, outer)];
  const reader = new StreamReader(file, lock);
  const structure = withObjectStreams(outer, reader);
  return [
    ...(lock ? [fact('PDF_PROTECTED', lock.method)] : []),
    ...structureFacts(file, structure),
    ...scriptFacts(structure, reader),
  ];
}

/** The key where the empty password opens it, `closed` where it does not, undefined where nothing is encrypted. */
function lockOf(text: string): PdfKey | 'closed' | undefined {
  const entry = /\/Encrypt\s{0,20}(?:(\d{1,10})\s{1,8}(\d{1,5})\s{1,8}R|<<)/.exec(text);
  if (!entry) return undefined;
  const [, object, generation] = entry;
  const at = object === undefined ? entry.index : objectAt(text, object, generation ?? '0');
  if (at < 0) return 'closed';
  const id = /\/ID\s{0,20}\[\s{0,20}(?=[(<])/.exec(text);
  const first = id ? stringAt(text, id.index + id[0].length) : undefined;
  return emptyPasswordKey(text.slice(at, at + 8192), Buffer.from(first ?? '', 'latin1')) ?? 'closed';
}

const objectAt = (text: string, object: string, generation: string): number =>
  text.search(new RegExp(String.raw`(?<!\d)${object}\s{1,8}${generation}\s{1,8}obj\b`));

/** Section 7.5.7: objects, and with them actions, may stand inside of streams. */
function withObjectStreams(structure: PdfStructure, reader: StreamReader): PdfStructure {
  const streams = structure.streams.filter(({ dictionary }) => /\/Type\s{0,8}\/ObjStm\b/.test(dictionary));
  const inner = streams.map((stream) => decodeNames(reader.read(stream)));
  return {
    ...structure,
    text: [structure.text, ...inner.map(({ text }) => text)].join('\n'),
    hiddenNames: [...structure.hiddenNames, ...inner.flatMap(({ hiddenNames }) => hiddenNames)],
  };
}

const telling = /^\/(?:JS|JavaScript|OpenAction|AA|Launch|EmbeddedFiles?|ObjStm|Encrypt|URI|RichMedia|XFA|AcroForm)$/;

function structureFacts(file: Buffer, { text, hiddenNames }: PdfStructure): Finding[] {
  const hidden = hiddenNames.find((name) => telling.test(name));
  return [
    ...(file.indexOf('%PDF-') > 0 ? [fact('PDF_HEADER_OFFSET')] : []),
    ...(hidden === undefined ? [] : [fact('PDF_NAME_OBFUSCATED', hidden)]),
    ...launches(text),
    ...(/\/EmbeddedFiles?\b/.test(text) ? embedded(text) : []),
    ...(/\/XFA\b/.test(text) ? [fact('PDF_XFA')] : []),
    ...(/\/RichMedia\b|\/Subtype\s{0,8}\/(?:Flash|3D|Movie)\b/.test(text) ? [fact('PDF_RICH_MEDIA')] : []),
  ];
}

const maxLaunches = 50;
const actionLength = 1500;

/** Section 12.6.4.5: a launch action names a file, and for Windows parameters too. */
function launches(text: string): Finding[] {
  const facts: Finding[] = [];
  const action = /\/Launch\b/g;
  for (let match = action.exec(text); match && facts.length < maxLaunches; match = action.exec(text)) {
    const around = text.slice(Math.max(0, match.index - 300), match.index + actionLength);
    const strings = [...stringsOf(around, '(?:F|UF|DOS|Unix|Mac)'), ...stringsOf(around, 'P')];
    facts.push(launch(strings));
  }
  return facts;
}

function launch(strings: readonly string[]): Finding {
  const line = strings.join(' ');
  if (interpreters.test(line)) return fact('PDF_LAUNCH_COMMAND', line);
  const harmless = strings.some((name) => /\.(?:pdf|docx?|xlsx?|pptx?|txt|html?|jpe?g|png)$/i.test(name));
  return fact(harmless && !strings.some(isProgramName) ? 'PDF_OPENS_FILE' : 'PDF_LAUNCH', line);
}

function embedded(text: string): Finding[] {
  const names = stringsOf(text, '(?:UF|F|Desc)');
  const program = names.find(isProgramName);
  return [
    fact('PDF_EMBEDDED_FILE', names.slice(0, 5).join(' ')),
    ...(program ? [fact('PDF_EMBEDDED_PROGRAM', program)] : []),
  ];
}
