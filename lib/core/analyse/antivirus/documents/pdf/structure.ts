/** The structure of a PDF (ISO 32000-1 section 7): everything outside of streams as one text, and where the streams are. */
import type { Buffer } from 'node:buffer';

import { TooComplex } from '../codes.ts';

export interface PdfStream {
  /** Number and generation of its object; 0 where it stands without. */
  object: number;
  generation: number;
  dictionary: string;
  start: number;
  end: number;
}

export interface PdfStructure {
  /** Dictionaries and arrays of the whole file, names decoded. */
  text: string;
  streams: PdfStream[];
  /** Names that were written with `#xx` where letters would do. */
  hiddenNames: string[];
  /** Where in `text` what was inside of streams begins: its strings are not encrypted once more. */
  innerFrom: number;
}

/** A dictionary before a stream is short; what comes before belongs to other objects. */
const maxDictionary = 16_384;
/** A book of a thousand pages has 20,000. */
const maxStreams = 200_000;

export function readStructure(file: Buffer): PdfStructure {
  const raw = file.toString('latin1');
  const streams: PdfStream[] = [];
  const pieces: string[] = [];
  let from = 0;
  let endobj = -1;
  for (let at = raw.indexOf('stream'); at >= 0; at = raw.indexOf('stream', at)) {
    const stream = streamAt(raw, at, from);
    if (!stream) {
      at += 6;
      continue;
    }
    if (streams.length >= maxStreams) throw new TooComplex('streams');
    streams.push(stream);
    pieces.push(raw.slice(from, at));
    // Readers go by the cross-reference table: objects may be hidden in what looks like a stream.
    if (endobj < stream.start) endobj = indexFrom(raw, 'endobj', stream.start);
    if (endobj < stream.end) pieces.push(raw.slice(stream.start, stream.end));
    from = stream.end;
    at = stream.end;
    // `endstream` itself holds the word.
    if (raw.startsWith('endstream', at)) at += 9;
  }
  pieces.push(raw.slice(from));
  const names = decodeNames(pieces.join('\n'));
  return { streams, ...names, innerFrom: names.text.length };
}

function indexFrom(text: string, word: string, from: number): number {
  const at = text.indexOf(word, from);
  return at < 0 ? Infinity : at;
}

/** Section 7.3.8: a dictionary, the keyword, one line end, the bytes. */
function streamAt(raw: string, at: number, from: number): PdfStream | undefined {
  const lineEnd = /^(?:\r\n|\n|\r)/.exec(raw.slice(at + 6, at + 8))?.[0];
  if (lineEnd === undefined || !/>>\s{0,20}$/.test(raw.slice(Math.max(from, at - 24), at))) return undefined;
  const before = raw.slice(Math.max(from, at - maxDictionary), at);
  const begin = before.lastIndexOf(' obj');
  const own = begin < 0 ? before : before.slice(begin);
  const number = /(\d{1,10})\s{1,8}(\d{1,5})$/.exec(before.slice(Math.max(0, begin - 24), Math.max(0, begin)));
  const dictionary = decodeNames(own).text;
  const start = at + 6 + lineEnd.length;
  return {
    object: Number(number?.[1] ?? 0),
    generation: Number(number?.[2] ?? 0),
    dictionary,
    start,
    end: endOf(raw, start, dictionary),
  };
}

/** By `/Length` where `endstream` follows there, else at the next `endstream`, else at the end of the file. */
function endOf(raw: string, start: number, dictionary: string): number {
  const length = /\/Length\s{1,8}(\d{1,10})(?!\s{1,8}\d{1,5}\s{1,8}R)/.exec(dictionary)?.[1];
  const declared = start + Number(length ?? -1);
  if (length !== undefined && /^\s{0,4}endstream/.test(raw.slice(declared, declared + 13))) return declared;
  const found = raw.indexOf('endstream', start);
  return found < 0 ? raw.length : found;
}

/** Section 7.3.5: `#` and two digits stand for a character; a program writes letters as they are. */
export function decodeNames(text: string): { text: string; hiddenNames: string[] } {
  const hiddenNames: string[] = [];
  if (!text.includes('#')) return { text, hiddenNames };
  const decoded = text.replace(/\/[^\s<>[\](){}/%#]{0,60}#[^\s<>[\](){}/%]{2,120}/g, (name) => {
    const plain = name.replace(/#([0-9a-f]{2})/gi, (_whole, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (/#(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/i.test(name)) hiddenNames.push(plain);
    return plain;
  });
  return { text: decoded, hiddenNames };
}
