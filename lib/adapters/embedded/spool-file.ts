/**
 * One file holds one message: the bytes as received, then the envelope as JSON, then a footer that says how long the JSON is.
 * A file for each would double the fsyncs, which are most of what a message costs here; and one rename commits both.
 */
import { closeSync, fstatSync, openSync, read as readCallback, readSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Envelope } from '#core/message/envelope.ts';
import { smallSize } from './durable-file.ts';

const read = promisify(readCallback);

const mark = '\nCITRUSMAIL1\n';
const footerSize = 8 + mark.length;
const footerPattern = new RegExp(`^([0-9a-f]{8})${mark}$`);
/** What is read at once in the hope that the envelope is in it; a hundred recipients need about 10 KB. */
const tailSize = 32 * 1024;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The name of a message's file. Ids become file names only here, so nothing but a UUID can reach the file system. */
export function fileName(id: string): string {
  if (!uuid.test(id)) throw new RangeError('a message id must be a UUID in lower case');
  return `${id}.eml`;
}

export function idOf(name: string): string | undefined {
  const id = name.slice(0, -'.eml'.length);
  return name.endsWith('.eml') && uuid.test(id) ? id : undefined;
}

/** What follows the bytes of the message. */
export function trailer(envelope: Envelope): Buffer {
  const json = Buffer.from(JSON.stringify(envelope));
  return Buffer.concat([json, Buffer.from(json.length.toString(16).padStart(8, '0') + mark)]);
}

/** Opens the first of `directories` that has the message. */
function find(directories: readonly string[], id: string): number | undefined {
  for (const directory of directories) {
    try {
      return openSync(join(directory, fileName(id)), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

/** How long the envelope is, in a file of this size that ends with `footer`. */
function envelopeLength(id: string, footer: Buffer, size: number): number {
  const [, digits = ''] = footerPattern.exec(footer.toString('latin1')) ?? [];
  const length = Number.parseInt(digits, 16);
  if (length > 0 && length <= size - footerSize) return length;
  throw new Error(`the file of message ${id} has no envelope: it was changed by something else than this program`);
}

export function readEnvelope(directories: readonly string[], id: string): Envelope | undefined {
  const fd = find(directories, id);
  if (fd === undefined) return undefined;
  try {
    const { size } = fstatSync(fd);
    let tail = readTail(fd, size, tailSize);
    const length = envelopeLength(id, tail.subarray(-footerSize), size);
    if (length + footerSize > tail.length) tail = readTail(fd, size, length + footerSize);
    return Envelope.parse(
      JSON.parse(tail.toString('utf8', tail.length - footerSize - length, tail.length - footerSize)),
    );
  } finally {
    closeSync(fd);
  }
}

function readTail(fd: number, size: number, wanted: number): Buffer {
  const tail = Buffer.allocUnsafe(Math.min(size, wanted));
  readSync(fd, tail, 0, tail.length, size - tail.length);
  return tail;
}

/** The bytes of the message without what follows them; throws where it is not there. */
export async function readMessage(directories: readonly string[], id: string): Promise<Buffer> {
  const fd = find(directories, id);
  if (fd === undefined) throw new Error(`message ${id} is not in the store`);
  try {
    const file = Buffer.allocUnsafeSlow(fstatSync(fd).size);
    if (file.length <= smallSize) readSync(fd, file, 0, file.length, 0);
    else await readAll(fd, file);
    return file.subarray(0, file.length - footerSize - envelopeLength(id, file.subarray(-footerSize), file.length));
  } finally {
    closeSync(fd);
  }
}

async function readAll(fd: number, into: Buffer): Promise<void> {
  for (let at = 0; at < into.length;) {
    const { bytesRead } = await read(fd, into, at, into.length - at, at);
    if (bytesRead === 0) throw new Error('a file of the spool became shorter while it was read');
    at += bytesRead;
  }
}
