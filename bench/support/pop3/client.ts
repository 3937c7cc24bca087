/** A POP3 client that costs little: one command, then all of its reply, as mail programs do. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const end = Buffer.from('\r\n.\r\n');

export class Pop3Client {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #tail: Buffer = Buffer.alloc(0);
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#tail = Buffer.concat([this.#tail, chunk.subarray(-end.length)]).subarray(-end.length);
      this.#wake?.();
    });
    socket.on('close', () => this.#wake?.());
  }

  static async logIn(port: number, user: string): Promise<Pop3Client> {
    const client = new Pop3Client(connect(port, '127.0.0.1'));
    await client.#read(false);
    await client.line(`USER ${user}`);
    await client.line('PASS secret');
    return client;
  }

  line(command: string): Promise<Buffer> {
    this.#socket.write(`${command}\r\n`);
    return this.#read(false);
  }

  /** The whole reply of many lines, as it came. */
  lines(command: string): Promise<Buffer> {
    this.#socket.write(`${command}\r\n`);
    return this.#read(true);
  }

  async quit(): Promise<void> {
    await this.line('QUIT');
    this.#socket.end();
    if (!this.#socket.closed) await once(this.#socket, 'close');
  }

  async #read(many: boolean): Promise<Buffer> {
    while (!(many ? this.#tail.equals(end) : this.#tail.subarray(-2).equals(end.subarray(0, 2)))) {
      if (this.#socket.closed) throw new Error('the server has closed the connection');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const reply = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#tail = Buffer.alloc(0);
    if (reply[0] !== 0x2b) throw new Error(`POP3: ${reply.toString('latin1')}`);
    return reply;
  }
}
