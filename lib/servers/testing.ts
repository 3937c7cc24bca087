/** For tests: a client that speaks line by line. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export class Client {
  readonly socket: Socket;
  text = '';

  constructor(port: number, localAddress = '127.0.0.1') {
    this.socket = connect({ port, host: '127.0.0.1', localAddress });
    this.socket.setEncoding('latin1').on('data', (chunk: string) => (this.text += chunk));
    this.socket.on('error', () => undefined);
  }

  /** Waits for a line that begins so (a pattern), and forgets all up to its end. Resolves with the line. */
  async reply(start: string): Promise<string> {
    const pattern = new RegExp(`^${start}.*\r\n`, 'm');
    while (!pattern.test(this.text)) {
      if (this.socket.closed) throw new Error(`closed after ${JSON.stringify(this.text)}`);
      await Promise.race([once(this.socket, 'data'), once(this.socket, 'close')]);
    }
    const found = pattern.exec(this.text)!;
    this.text = this.text.slice(found.index + found[0].length);
    return found[0];
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close');
  }
}

/** Waits until something is so. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
