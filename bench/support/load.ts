/** Many messages over several SMTP connections at once, as fast as the other side takes them. */
import { connect, type Socket } from 'node:net';

export interface Letter {
  /** Unique: the ledger knows the message by it. */
  recipient: string;
  mailFrom: string;
  bytes: Buffer;
}

export interface Taken {
  letter: Letter;
  /** When the final dot was written, and when the final reply was read. */
  sentAt: number;
  answeredAt: number;
  reply: string;
}

/** As fast as they are taken, or `perSecond`. Tells what became of each letter; one whose connection broke has the reply `` and may be sent again. */
export async function sendAll(
  address: string,
  letters: Iterable<Letter>,
  connections: number,
  taken: (result: Taken) => void,
  perSecond = Infinity,
): Promise<void> {
  const queue = letters[Symbol.iterator]();
  const turn = turns(perSecond);
  await Promise.all(Array.from({ length: connections }, () => drain({ address, queue, turn, taken })));
}

/** Each call resolves when the next message is due. */
function turns(perSecond: number): () => Promise<void> {
  let due = performance.now();
  return async () => {
    due += 1000 / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  };
}

interface Lane {
  address: string;
  queue: Iterator<Letter>;
  turn: () => Promise<void>;
  taken: (result: Taken) => void;
}

async function drain({ address, queue, turn, taken }: Lane): Promise<void> {
  let line: Line | undefined;
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const letter = next.value;
    await turn();
    line ??= await Line.open(address).catch(() => undefined);
    const result = line ? await transaction(line, letter) : failed(letter);
    taken(result);
    if (result.reply === '') {
      line?.close();
      line = undefined;
      // The other side is gone: give it a moment before the next connection.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  line?.close();
}

function failed(letter: Letter): Taken {
  return { letter, sentAt: performance.now(), answeredAt: performance.now(), reply: '' };
}

async function transaction(line: Line, letter: Letter): Promise<Taken> {
  try {
    line.write(`MAIL FROM:<${letter.mailFrom}>\r\nRCPT TO:<${letter.recipient}>\r\nDATA\r\n`);
    const [mail, rcpt, data] = [await line.reply(), await line.reply(), await line.reply()];
    if (!data.startsWith('354')) {
      if (mail.startsWith('2')) {
        line.write('RSET\r\n');
        await line.reply();
      }
      const refusal = [mail, rcpt, data].find((reply) => !/^[23]/.test(reply)) ?? data;
      return { ...failed(letter), reply: refusal };
    }
    line.write(dotStuffed(letter.bytes));
    const sentAt = performance.now();
    return { letter, sentAt, reply: await line.reply(), answeredAt: performance.now() };
  } catch {
    return failed(letter);
  }
}

/** Line ends made CRLF, dots stuffed, the final dot added (RFC 5321 section 4.5.2). */
export function dotStuffed(bytes: Buffer): Buffer {
  const text = bytes
    .toString('latin1')
    .replace(/\r\n|\r|\n/g, '\r\n')
    .replace(/^\./gm, '..');
  return Buffer.from(`${text}${text.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1');
}

/** One connection, its replies in order. */
class Line {
  readonly #socket: Socket;
  #text = '';
  #replies: string[] = [];
  #waiting: { resolve: (reply: string) => void; reject: (error: Error) => void }[] = [];
  #closed = false;

  static async open(address: string): Promise<Line> {
    const colon = address.lastIndexOf(':');
    const line = new Line(
      connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)), noDelay: true }),
    );
    await line.reply();
    line.write('EHLO bench.example\r\n');
    await line.reply();
    return line;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#read(text));
    socket.on('error', () => this.#end());
    socket.on('close', () => this.#end());
  }

  write(data: string | Buffer): void {
    this.#socket.write(data);
  }

  reply(): Promise<string> {
    const ready = this.#replies.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.#closed) return Promise.reject(new Error('closed'));
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  close(): void {
    this.#socket.end('QUIT\r\n');
  }

  #read(text: string): void {
    this.#text += text;
    for (let end = this.#text.indexOf('\r\n'); end >= 0; end = this.#text.indexOf('\r\n')) {
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      if (line[3] === '-') continue;
      const waiting = this.#waiting.shift();
      if (waiting) waiting.resolve(line);
      else this.#replies.push(line);
    }
  }

  #end(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('closed'));
  }
}
