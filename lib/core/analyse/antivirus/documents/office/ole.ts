/** Office documents of the old format, and every other compound file: macros, embedded files, formulas, passwords. */
import type { Buffer } from 'node:buffer';

import { type Compound, readCompound } from '../../../../message/open/archives/compound/compound.ts';
import type { CompoundEntry } from '../../../../message/open/archives/compound/directory.ts';
import type { Finding } from '../../../../findings/finding.ts';
import { fact, Unreadable } from '../codes.ts';
import { workbookFacts } from './biff.ts';
import { fieldFacts } from './fields.ts';
import { equationClass, equationFacts, packageFacts } from './package.ts';
import { macroFacts } from './vba.ts';

/** Enough for any text and any list of records; pictures stand elsewhere. */
const maxStream = 16 * 1024 * 1024;

export function oleFacts(file: Buffer): Finding[] {
  const compound = readCompound(file);
  if (!compound?.root) throw new Unreadable(compound ? 'no root storage' : 'no compound file');
  const facts = [
    ...macroFacts(compound),
    ...equations(compound),
    ...compound.entries.flatMap((entry) => (entry.kind === 'stream' ? streamFacts(entry, compound) : [])),
  ];
  return [...facts, ...unread(compound)];
}

/** What the facts do not speak of, because it could not be read. */
function unread({ damaged, exhausted }: Compound): Finding[] {
  return [
    ...(damaged ? [fact('DOCUMENT_UNREADABLE', 'ole: not whole')] : []),
    ...(exhausted ? [fact('DOCUMENT_TOO_COMPLEX', 'ole: streams')] : []),
  ];
}

function streamFacts(stream: CompoundEntry, compound: Compound): Finding[] {
  switch (stream.name.toLowerCase()) {
    case 'workbook':
    case 'book':
      return workbookFacts(compound.read(stream, maxStream));
    case 'worddocument':
      return wordFacts(compound.read(stream, maxStream));
    case 'encryptedpackage':
      return [fact('DOCUMENT_ENCRYPTED', 'package')];
    case 'encryptedsummary':
      return [fact('DOCUMENT_ENCRYPTED', 'presentation')];
    case '\u0001ole10native':
      return packageFacts(compound.read(stream, maxStream));
    default:
      return [];
  }
}

/** Fib (MS-DOC section 2.5.1): one flag says that what follows is encrypted. */
function wordFacts(stream: Buffer): Finding[] {
  if (stream.length < 32) return [];
  if ((stream.readUInt16LE(10) & 0x0100) !== 0) return [fact('DOCUMENT_ENCRYPTED', 'text')];
  // Text is one byte or two a letter; DDE is written in letters that are the same without their upper bytes.
  if (stream.indexOf('DDE') < 0 && stream.indexOf('D\u0000D\u0000E') < 0) return [];
  return fieldFacts(stream.toString('latin1').replaceAll('\u0000', ''));
}

function equations(compound: Compound): Finding[] {
  const { entries } = compound;
  const natives = entries.filter(({ name }) => name.toLowerCase() === 'equation native');
  const facts = natives.flatMap((entry) => equationFacts(compound.read(entry, 4096)));
  if (facts.length > 0) return facts.slice(0, 20);
  const storage = entries.find(({ clsid }) => clsid.equals(equationClass));
  if (!storage) return [];
  // The editor's class with a stream that the editor does not write: it is called by hand.
  const packed = entries.some(({ name }) => name.toLowerCase() === '\u0001ole10native');
  return [fact(packed ? 'DOCUMENT_EXPLOIT_EQUATION' : 'DOCUMENT_EQUATION_OBJECT', packed ? 'called by class' : '')];
}
