/** One IDSESSION connection to clamd: many scans at once over one socket, their replies told apart by number (clamd(8)). */
import { connect, type Socket } from 'node:net';

export type ClamdAddress = { socket: string } | { host: string; port: number };

/** The connection ended while replies were outstanding. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
}

/** A reply holds a signature name or an error: more without an end is not clamd. */
const replyLimit = 16 * 1024;
const connectLimit = 5_000;
const endOfStream = Buffer.alloc(4);

interface Waiter {
  resolve(reply: string): void;
  reject(error: Error): void;
}

export class ClamdSession {
  readonly #socket: Socket;
  /** When clamd was last heard of. */
  heard = Date.now();
  readonly #waiting = new Map<number, Waiter>();
  #sent = 0;
  #unread = '';
  #lost: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#read(text));
    socket.on('error', (error) => this.#lose(lost(error.message)));
    socket.on('close', () => this.#lose(lost('closed by clamd')));
    socket.write('zIDSESSION\0');
    socket.unref();
  }

  /** Rejects with the socket's own error when nobody listens there. */
  static async open(address: ClamdAddress): Promise<ClamdSession> {
    return new ClamdSession(await openSocket(address));
  }

  get lost(): boolean {
    return this.#lost !== undefined;
  }

  get idle(): boolean {
    return !this.lost && this.#waiting.size === 0;
  }

  /** Resolves with the reply, its number taken off; rejects with `ConnectionLost`. */
  async ask(command: 'PING' | 'VERSION'): Promise<string> {
    return this.#send(() => this.#socket.write(`z${command}\0`));
  }

  /** The bytes must not change until the reply is there: they are not copied. */
  async scan(bytes: Uint8Array): Promise<string> {
    return this.#send(() => {
      this.#socket.cork();
      this.#socket.write('zINSTREAM\0');
      if (bytes.length > 0) {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(bytes.length);
        this.#socket.write(length);
        this.#socket.write(bytes);
      }
      this.#socket.write(endOfStream);
      this.#socket.uncork();
    });
  }

  /** Outstanding scans are rejected with `reason`. */
  close(reason: Error): void {
    this.#lose(reason);
  }

  #send(write: () => void): Promise<string> {
    if (this.#lost) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      this.#waiting.set(++this.#sent, { resolve, reject });
      // An idle session must not keep a process alive, a scan must.
      this.#socket.ref();
      write();
    });
  }

  #read(text: string): void {
    const replies = (this.#unread + text).split('\0');
    this.#unread = replies.pop() ?? '';
    for (const reply of replies) this.#answer(reply);
    if (this.#unread.length > replyLimit) this.#lose(lost('a reply without an end'));
  }

  #answer(reply: string): void {
    const [, number, text] = /^(\d{1,15}): ([^]{0,2000})$/.exec(reply) ?? [];
    const waiter = this.#waiting.get(Number(number));
    if (!waiter || text === undefined) return this.#lose(lost('a reply that nobody asked for'));
    this.heard = Date.now();
    this.#waiting.delete(Number(number));
    if (this.#waiting.size === 0) this.#socket.unref();
    waiter.resolve(text);
  }

  #lose(reason: Error): void {
    if (this.#lost) return;
    this.#lost = reason;
    this.#socket.destroy();
    for (const waiter of this.#waiting.values()) waiter.reject(reason);
    this.#waiting.clear();
  }
}

function lost(reason: string): ConnectionLost {
  return new ConnectionLost(`connection to clamd: ${reason}`);
}

/** A command outside a session, which clamd answers before it closes. */
export async function askOnce(address: ClamdAddress, command: 'RELOAD'): Promise<string> {
  const socket = await openSocket(address);
  return new Promise((resolve, reject) => {
    let reply = '';
    socket.setEncoding('latin1');
    socket.setTimeout(connectLimit, () => socket.destroy(lost('no answer')));
    socket.on('data', (text: string) => (reply = (reply + text).slice(0, replyLimit)));
    socket.on('error', reject);
    socket.on('close', () => resolve(reply.replace(/\0$/, '')));
    socket.write(`z${command}\0`);
  });
}

function openSocket(address: ClamdAddress): Promise<Socket> {
  const socket = 'socket' in address ? connect(address.socket) : connect(address.port, address.host);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error('clamd does not accept connections')), connectLimit);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
