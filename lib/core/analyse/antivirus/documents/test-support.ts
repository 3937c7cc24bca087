/** Writers of small documents for tests, and what the examiner says of them. */
import { Buffer } from 'node:buffer';

import { uint16, uint32 } from '../../../message/open/archives/test-support.ts';
import type { Finding } from '../../../findings/finding.ts';
import { sampleSubject, type SamplePart } from '../sample-subject.ts';
import { createDocumentsExaminer } from './examiner.ts';

/** What the examiner says of parts with these contents. */
export async function examine(...parts: SamplePart[]): Promise<Finding[]> {
  const examiner = createDocumentsExaminer();
  return (await examiner.examine(sampleSubject('', parts), new AbortController().signal)).findings;
}

/** The codes found in one content, in order. */
export async function codesOf(content: Uint8Array | string, sample: SamplePart = {}): Promise<string[]> {
  return (await examine({ content, ...sample })).map(({ code }) => code);
}

/** Compresses as [MS-OVBA] section 2.4.1 allows: letters alone, no copies. */
export function vbaCompressed(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [Buffer.from([1])];
  for (let from = 0; from < bytes.length; from += 3500) chunks.push(literalChunk(bytes.subarray(from, from + 3500)));
  return Buffer.concat(chunks);
}

function literalChunk(bytes: Buffer): Buffer {
  const tokens: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 8) tokens.push(Buffer.from([0]), bytes.subarray(at, at + 8));
  const packed = Buffer.concat(tokens);
  const header = Buffer.alloc(2);
  header.writeUInt16LE((packed.length - 1) | 0xb000);
  return Buffer.concat([header, packed]);
}

export interface TestModule {
  name: string;
  source: string;
  compiled?: Buffer;
}

/** The streams of a VBA project below `root`. */
export function vbaProject(modules: readonly TestModule[], root = 'Macros'): Record<string, Buffer> {
  const streams: Record<string, Buffer> = {};
  const records: Buffer[] = [dirRecord(0x01, uint32(1)), dirRecord(0x09, Buffer.alloc(6), 4)];
  for (const { name, source, compiled = Buffer.alloc(32, 0x11) } of modules) {
    const text = source === '' ? '' : `Attribute VB_Name = "${name}"\r\n${source}`;
    streams[`${root}/VBA/${name}`] = Buffer.concat([compiled, text === '' ? Buffer.alloc(0) : vbaCompressed(text)]);
    records.push(dirRecord(0x19, Buffer.from(name)), dirRecord(0x1a, Buffer.from(name)));
    records.push(dirRecord(0x32, Buffer.from(name, 'utf16le')), dirRecord(0x31, uint32(compiled.length)));
  }
  return { ...streams, [`${root}/VBA/dir`]: vbaCompressed(Buffer.concat(records)) };
}

function dirRecord(id: number, data: Buffer, size = data.length): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16LE(id, 0);
  head.writeUInt32LE(size, 2);
  return Buffer.concat([head, data]);
}

export interface TestShortcut {
  target?: string;
  arguments?: string;
  icon?: string;
}

/** A shortcut with strings alone, as [MS-SHLLINK] section 2.4 lays them out. */
export function lnk({ target, arguments: args, icon }: TestShortcut): Buffer {
  const header = Buffer.alloc(76);
  Buffer.from('4c0000000114020000000000c000000000000046', 'hex').copy(header);
  header.writeUInt32LE(0x80 | (target ? 8 : 0) | (args ? 32 : 0) | (icon ? 64 : 0), 20);
  const strings = [target, args, icon].flatMap((text) => (text ? [counted(text)] : []));
  return Buffer.concat([header, ...strings, Buffer.alloc(4)]);
}

function counted(text: string): Buffer {
  return Buffer.concat([uint16(text.length), Buffer.from(text, 'utf16le')]);
}
