/** Files attached to a PDF (ISO 32000-1 section 7.11.4). Their streams stand in the open, though what names them may not. */
import { constants, inflateSync } from 'node:zlib';

import type { Gathering } from './expansion.ts';

const mark = /\/EmbeddedFile(?![A-Za-z0-9])/g;
/** A file specification's reference to the stream; `/Type /EmbeddedFile` in that is optional (table 45). */
const reference = /\/EF\s{0,20}<<\s{0,20}\/(?:F|UF|DOS|Unix|Mac)\s{1,20}(\d{1,10})\s{1,8}\d{1,5}\s{1,8}R/g;
const beginning = /(?<!\d)(\d{1,10})\s{1,8}\d{1,5}\s{1,8}obj\b/g;
/** How far around a reference its specification is looked at. */
const around = 600;

interface Attached {
  names: string[];
  dictionary: string;
  content: Buffer;
}

export function openPdf(bytes: Uint8Array, into: Gathering): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!file.includes('/EmbeddedFile') && !file.includes('/EF')) return;
  const text = file.toString('latin1');
  const isLocked = /\/Encrypt\s{0,20}(?:\d|<<)/.test(text);
  for (const attached of attachedTo(file, text, into)) {
    if (!into.admit()) return;
    if (isLocked) locked(attached, into);
    else hand(attached, into);
  }
}

function* attachedTo(file: Buffer, text: string, into: Gathering): Generator<Attached> {
  const names = namesByObject(text, into);
  if (into.stopped) return;
  const [stream, endstream] = [finder(text, /stream[\r\n]/g), finder(text, /endstream/g)];
  let last = -1;
  for (const { at, object, from, until } of candidates(text, names, into)) {
    const keyword = stream(from);
    if (keyword >= until || keyword === last) continue;
    last = keyword;
    // Section 7.3.8: the keyword, one line end, the bytes.
    const start = keyword + (text.startsWith('\r\n', keyword + 6) ? 8 : 7);
    const dictionary = text.slice(at, Math.min(keyword, at + maxDictionary));
    const end = declaredEnd(text, start, dictionary) ?? endstream(start);
    yield { names: names.get(object) ?? [], dictionary, content: file.subarray(start, Math.min(end, file.length)) };
  }
}

/** What is looked at of a dictionary; honest ones have some hundred bytes. */
const maxDictionary = 65_536;

/** The next place of a word, for positions that ascend: however many ask, the text is gone through once. */
function finder(text: string, word: RegExp): (from: number) => number {
  let at = -1;
  return (from) => {
    if (at < from) {
      word.lastIndex = from;
      at = word.exec(text)?.index ?? Infinity;
    }
    return at;
  };
}

/** By `/Length`, where `endstream` follows there. */
function declaredEnd(text: string, start: number, dictionary: string): number | undefined {
  const length = /\/Length\s{1,8}(\d{1,10})(?!\s{1,8}\d{1,5}\s{1,8}R)/.exec(dictionary)?.[1];
  if (length === undefined) return undefined;
  const end = start + Number(length);
  return /^\s{0,4}endstream/.test(text.slice(end, end + 13)) ? end : undefined;
}

/** An object that may be an attachment: its stream begins between `from` and `until`. */
interface Candidate {
  at: number;
  object: number;
  from: number;
  until: number;
}

/** Those that a specification refers to, and those that say it of themselves; ascending. */
function candidates(text: string, names: ReadonlyMap<number, unknown>, into: Gathering): Candidate[] {
  const objects = [...text.matchAll(beginning)].map((match): Candidate => {
    const at = match.index + match[0].length;
    return { at, object: Number(match[1]), from: at, until: text.length };
  });
  const named = objects.flatMap((one, i) =>
    names.has(one.object) ? [{ ...one, until: objects[i + 1]?.at ?? one.until }] : [],
  );
  let current = 0;
  const marked = [...within(into, text.matchAll(mark))].map(({ index }): Candidate => {
    while ((objects[current + 1]?.at ?? Infinity) <= index) current += 1;
    const { at, object } = objects[current] ?? { at: index, object: -1 };
    return { at: Math.min(at, index), object, from: index, until: text.length };
  });
  return [...named, ...marked].sort((a, b) => a.from - b.from);
}

function locked({ names, content }: Attached, into: Gathering): void {
  into.defect('ARCHIVE_ENCRYPTED', 'a file attached to a protected PDF');
  into.closed(names, 'encrypted', content.length, 'embedded');
}

function hand({ names, dictionary, content }: Attached, into: Gathering): void {
  const filters = /\/Filter\s{0,8}(?:\[([^\]]{0,200})\]|(\/\w{1,30}))/.exec(dictionary);
  const filter = (filters?.[1] ?? filters?.[2] ?? '').trim();
  if (filter !== '' && filter !== '/FlateDecode' && filter !== '/Fl') {
    into.defect('ARCHIVE_UNSUPPORTED', `a file attached to a PDF: ${filter}`);
    return into.closed(names, 'unopened', content.length, 'embedded');
  }
  const plain = filter === '' ? content : inflated(content, into.allowance);
  if (plain !== 'too large' && plain.length <= into.allowance) return into.opened(names, plain, 'embedded');
  into.overflow();
  into.closed(names, 'unopened', content.length, 'embedded');
}

/** Readers take what there is of a cut stream. Anything else that zlib throws is told by the caller. */
function inflated(content: Buffer, most: number): Buffer | 'too large' {
  try {
    return inflateSync(content, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: Math.max(1, most) });
  } catch (error) {
    if (error instanceof RangeError) return 'too large';
    throw error;
  }
}

/** The names in the specification around a reference, as far as they stand in the open. */
function namesByObject(text: string, into: Gathering): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const match of within(into, text.matchAll(reference))) {
    const object = Number(match[1]);
    if (!found.has(object)) found.set(object, namesIn(text, match.index));
  }
  return found;
}

/** No more than there may be entries. */
function* within<T>(into: Gathering, found: Iterable<T>): Generator<T> {
  let left = into.budget.entriesLeft;
  for (const one of found) {
    if (left-- <= 0) return into.limit('ARCHIVE_TOO_MANY_ENTRIES', 'archive entries');
    yield one;
  }
}

function namesIn(text: string, at: number): string[] {
  const before = text.slice(Math.max(0, at - around), at);
  const specification = before.slice(Math.max(0, before.lastIndexOf('obj'))) + text.slice(at, at + around);
  const [own = ''] = specification.split('endobj', 1);
  const names = own.matchAll(/\/U?F\s{0,8}(?:\(((?:[^()\\]|\\[^]){0,300})\)|<([0-9a-fA-F\s]{0,800})>)/g);
  return [...new Set([...names].map(([, literal, hex]) => stringOf(literal, hex)))];
}

/** Section 7.9.2.2: UTF-16 behind its mark, else much like Latin-1. */
function stringOf(literal: string | undefined, hex: string | undefined): string {
  const bytes =
    hex === undefined ? Buffer.from(unescaped(literal ?? ''), 'latin1') : Buffer.from(hex.replace(/\s/g, ''), 'hex');
  if (bytes[0] !== 0xfe || bytes[1] !== 0xff) return bytes.toString('latin1');
  return new TextDecoder('utf-16be').decode(bytes);
}

/** Section 7.3.4.2: in names, octal codes and the escaped character itself. */
function unescaped(literal: string): string {
  return literal.replace(/\\(?:([0-7]{1,3})|([^]))/g, (_, octal: string | undefined, character: string | undefined) =>
    octal === undefined ? (character ?? '') : String.fromCharCode(Number.parseInt(octal, 8) & 0xff),
  );
}
