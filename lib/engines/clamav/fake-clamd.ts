/** For tests: a clamd of a few lines that answers by script, and can be slow, wrong or die. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Stream {
  number: number;
  bytes: Buffer;
  /** Writes `NUMBER: text` and a NUL. */
  reply: (text: string) => void;
  socket: Socket;
}

export interface Script {
  scan(stream: Stream): void;
  /** Undefined: an ordinary one; null: no answer. */
  version?: string | null;
}

export class FakeClamd {
  readonly socket: string;
  readonly streams: Stream[] = [];
  connections = 0;
  readonly #folder: string;
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #open = new Set<Socket>();
  script: Script;

  private constructor(folder: string, script: Script) {
    this.#folder = folder;
    this.socket = join(folder, 's');
    this.script = script;
  }

  static async start(script: Script): Promise<FakeClamd> {
    const fake = new FakeClamd(await mkdtemp(join(tmpdir(), 'fake-clamd-')), script);
    await fake.listen();
    return fake;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.socket, resolve));
  }

  /** As kill -9 does: every connection ends, nobody listens. */
  die(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#open) socket.destroy();
    return closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.die();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #serve(socket: Socket): void {
    this.connections++;
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket)).on('error', () => undefined);
    let unread = Buffer.alloc(0);
    const pieces: Buffer[] = [];
    let number = 0;
    socket.on('data', (data: Buffer) => {
      pieces.push(data);
      // Commands and streams end with NUL: joining after every piece would copy a large stream hundreds of times.
      if (data.at(-1) !== 0) return;
      unread = Buffer.concat([unread, ...pieces.splice(0)]);
      for (let command = takeCommand(unread); command; command = takeCommand(unread)) {
        unread = unread.subarray(command.length);
        if (command.name === 'IDSESSION') continue;
        const n = ++number;
        const reply = (text: string) => void socket.write(`${n}: ${text}\0`);
        if (command.name === 'INSTREAM') this.#scan({ number: n, bytes: command.bytes, reply, socket });
        else if (this.script.version !== null) reply(this.script.version ?? 'ClamAV 1.4.6/27800/Mon Nov 23');
      }
    });
  }

  #scan(stream: Stream): void {
    this.streams.push(stream);
    this.script.scan(stream);
  }
}

/** The first whole command in the buffer, with its stream. */
function takeCommand(buffer: Buffer): { name: string; length: number; bytes: Buffer } | undefined {
  const end = buffer.indexOf(0);
  if (end < 0) return undefined;
  const name = buffer.toString('latin1', 1, end);
  const chunks: Buffer[] = [];
  let at = end + 1;
  if (name !== 'INSTREAM') return { name, length: at, bytes: Buffer.alloc(0) };
  while (at + 4 <= buffer.length) {
    const size = buffer.readUInt32BE(at);
    at += 4;
    if (size === 0) return { name, length: at, bytes: Buffer.concat(chunks) };
    chunks.push(buffer.subarray(at, at + size));
    at += size;
  }
  return undefined;
}
