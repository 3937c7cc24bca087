/** JavaScript in a PDF: where it stands, and whether it does what forms do. */
import type { Finding } from '../../../../findings/finding.ts';
import { fact, TooComplex } from '../codes.ts';
import { readable, stringAt } from './strings.ts';
import type { StreamReader } from './streams.ts';
import type { PdfStructure } from './structure.ts';

/** A form of many pages has a thousand fields with a script each. */
const maxScripts = 20_000;
const maxText = 8 * 1024 * 1024;
/** How far before a script its object may begin. */
const maxObject = 16_384;

export function scriptFacts(structure: PdfStructure, reader: StreamReader): Finding[] {
  const { text } = structure;
  if (!/\/(?:JS|JavaScript)\b/.test(text)) return [];
  const scripts = scriptsOf(structure, reader).join('\n');
  const suspicion = suspicionOf(scripts);
  const auto = /\/(?:OpenAction|AA)\b/.test(text);
  return [
    fact(auto ? 'PDF_JAVASCRIPT_AUTO' : 'PDF_JAVASCRIPT'),
    ...(suspicion ? [fact('PDF_JAVASCRIPT_SUSPICIOUS', suspicion)] : []),
  ];
}

/** `/JS` is followed by the script, or by the number of the object that holds it. */
function scriptsOf(structure: PdfStructure, reader: StreamReader): string[] {
  const { text } = structure;
  const scripts = new Scripts();
  const objects = new Set<number>();
  const entry = /\/JS\s{0,20}(?:(?=[(<])|(\d{1,10})\s{1,8}\d{1,5}\s{1,8}R)/g;
  for (let match = entry.exec(text); match; match = entry.exec(text)) {
    if (match[1] === undefined) scripts.add(plain(stringAt(text, entry.lastIndex), match.index, structure, reader));
    else objects.add(Number(match[1]));
  }
  if (objects.size === 0) return scripts.found;
  for (const stream of structure.streams) if (objects.has(stream.object)) scripts.add(reader.read(stream));
  // Strings that are objects of their own, in one pass over the text.
  const object = /(\d{1,10})\s{1,8}\d{1,5}\s{1,8}obj\s{0,20}(?=[(<])/g;
  for (let match = object.exec(text); match; match = object.exec(text)) {
    if (!objects.has(Number(match[1]))) continue;
    scripts.add(plain(stringAt(text, object.lastIndex), object.lastIndex, structure, reader));
  }
  return scripts.found;
}

/** A string in the file itself is encrypted with the key of the object around it. */
function plain(
  string: string | undefined,
  at: number,
  { text, innerFrom }: PdfStructure,
  reader: StreamReader,
): string | undefined {
  if (string === undefined || at >= innerFrom) return string;
  const around = text.slice(Math.max(0, at - maxObject), at);
  const begin = around.lastIndexOf(' obj');
  const number = /(\d{1,10})\s{1,8}(\d{1,5})$/.exec(around.slice(Math.max(0, begin - 24), Math.max(0, begin)));
  return number ? reader.string(string, Number(number[1]), Number(number[2])) : string;
}

class Scripts {
  readonly found: string[] = [];
  private length = 0;

  add(script: string | undefined): void {
    if (script === undefined) return;
    this.length += script.length;
    if (this.length > maxText || this.found.length >= maxScripts) throw new TooComplex('scripts');
    this.found.push(readable(script));
  }
}

/** Forms calculate and check; they neither put code together nor save and open what is embedded. */
function suspicionOf(script: string): string {
  const has = (pattern: RegExp): boolean => pattern.test(script);
  if (has(/\bexportDataObject\b[\s\S]{0,300}\bnLaunch\b\s{0,8}:\s{0,8}[12]/)) return 'opens an embedded file';
  if (has(/%u[0-9a-f]{4}%u[0-9a-f]{4}/i) && has(/\bunescape\b/)) return 'machine code';
  if (has(/\beval\s{0,8}\(/) && has(/\bfromCharCode\b|\bunescape\b|\bcharCodeAt\b|\batob\b/))
    return 'code put together';
  if (has(/\bCollab\s{0,4}\.\s{0,4}(?:collectEmailInfo|getIcon)\b|\bmedia\s{0,4}\.\s{0,4}newPlayer\b/))
    return 'a call known for its faults';
  return has(/\butil\s{0,4}\.\s{0,4}printf\s{0,8}\(\s{0,8}["']%\d{3,}/) ? 'a call known for its faults' : '';
}
