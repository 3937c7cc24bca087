/** Writers of small archives for tests: every byte is theirs, so that every byte can be wrong. */
import { crc32, deflateRawSync } from 'node:zlib';

import { newBudget, type Budget } from './budget.ts';
import { Gathering } from './expansion.ts';

export interface ZipInput {
  name: string | Buffer;
  content?: string | Buffer;
  /** 8 deflates; anything else stores what `packed` gives, or the content as it is. */
  method?: number;
  packed?: Buffer;
  flags?: number;
  localName?: string;
  localMethod?: number;
  size?: number;
  crc?: number;
  extra?: Buffer;
  /** Listed in the directory with this local header offset, without content of its own. */
  sharesOffset?: number;
  /** Left out of the directory. */
  hidden?: boolean;
}

/** A zip (APPNOTE 6.3.10 section 4.3.6). */
export function zip(inputs: ZipInput[], options: { prefix?: Buffer; comment?: Buffer; suffix?: Buffer } = {}): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const input of inputs) {
    const content = Buffer.from(input.content ?? '');
    const method = input.method ?? 8;
    const packed = input.packed ?? (method === 8 ? deflateRawSync(content) : content);
    const fields = { ...input, content, method, packed };
    if (!input.hidden) directory.push(central(fields, input.sharesOffset ?? offset));
    if (input.sharesOffset !== undefined) continue;
    const local = localHeader(fields);
    body.push(local, packed);
    offset += local.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = endRecord(directory.length, listed.length, offset, options.comment ?? Buffer.alloc(0));
  return Buffer.concat([options.prefix ?? Buffer.alloc(0), ...body, listed, end, options.suffix ?? Buffer.alloc(0)]);
}

type Fields = Omit<ZipInput, 'content' | 'method' | 'packed'> & { content: Buffer; method: number; packed: Buffer };

function localHeader(fields: Fields): Buffer {
  const name = Buffer.from(fields.localName ?? fields.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(fields.flags ?? 0, 6);
  header.writeUInt16LE(fields.localMethod ?? fields.method, 8);
  sizes(header, 14, fields);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function central(fields: Fields, offset: number): Buffer {
  const name = Buffer.from(fields.name);
  const extra = fields.extra ?? Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(fields.flags ?? 0, 8);
  header.writeUInt16LE(fields.method, 10);
  sizes(header, 16, fields);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name, extra]);
}

function sizes(header: Buffer, at: number, fields: Fields): void {
  header.writeUInt32LE(fields.crc ?? crc32(fields.content), at);
  header.writeUInt32LE(fields.packed.length, at + 4);
  header.writeUInt32LE(fields.size ?? fields.content.length, at + 8);
}

function endRecord(count: number, size: number, offset: number, comment: Buffer): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count & 0xffff, 8);
  end.writeUInt16LE(count & 0xffff, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([end, comment]);
}

/** A budget whose clock stands still. */
export function budget(changes: Partial<Budget> = {}): Budget {
  return { ...newBudget(() => 0), ...changes };
}

/** What `work` hands out under such a budget: entries as names, text and status, and the codes of defects. */
export function gathered(work: (into: Gathering) => void, changes: Partial<Budget> = {}) {
  const into = new Gathering(budget(changes));
  work(into);
  return {
    entries: into.entries.map((entry) => [
      entry.names,
      entry.bytes && Buffer.from(entry.bytes).toString(),
      entry.status,
    ]),
    codes: into.defects.map((defect) => defect.code),
  };
}

/** Little-endian, as nearly every format writes its numbers. */
export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

/** Windows' header as far as `e_lfanew` and `PE\0\0`: a program by structure, of no code. */
export function portableExecutable(): Buffer {
  const file = Buffer.alloc(256);
  file.write('MZ', 0, 'latin1');
  file.writeUInt32LE(0x80, 0x3c);
  file.write('PE\0\0', 0x80, 'latin1');
  return file;
}
