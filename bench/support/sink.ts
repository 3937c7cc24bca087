/** A next hop that takes everything: counts what arrived for whom, and when. Cheap, so that it measures the sender and not itself. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Sink {
  /** `host:port` */
  address: string;
  /** For each RCPT address, the times at which a message for it was complete. */
  arrivals: Map<string, number[]>;
  total(): number;
  close(): Promise<void>;
}

const terminator = Buffer.from('\r\n.\r\n');

export async function startSink(port = 0): Promise<Sink> {
  const arrivals = new Map<string, number[]>();
  const sockets = new Set<Socket>();
  let total = 0;
  const server: Server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, (recipients) => {
      for (const recipient of recipients)
        arrivals.set(recipient, [...(arrivals.get(recipient) ?? []), performance.now()]);
      total += recipients.length;
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    total: () => total,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function converse(socket: Socket, arrived: (recipients: string[]) => void): void {
  let pending = Buffer.alloc(0);
  let inMessage = false;
  let recipients: string[] = [];
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const replies: string[] = [];
    for (;;) {
      const end = inMessage ? pending.indexOf(terminator) : pending.indexOf('\r\n');
      if (end < 0) break;
      const line = inMessage ? '' : pending.toString('latin1', 0, end);
      // The line end before the dot belongs to the search: keep none of it.
      pending = pending.subarray(end + (inMessage ? terminator.length : 2));
      if (inMessage) {
        inMessage = false;
        arrived(recipients);
        recipients = [];
        replies.push('250 2.0.0 taken');
      } else replies.push(answer(line));
    }
    if (replies.length > 0) socket.write(`${replies.join('\r\n')}\r\n`);
  });

  function answer(line: string): string {
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
        return '250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8';
      case 'RCPT':
        recipients.push(/<([^>]*)>/.exec(line)?.[1] ?? '');
        return '250 2.1.5 yes';
      case 'DATA':
        inMessage = true;
        // An empty message ends at once: `.CRLF` is then at the very start.
        pending = Buffer.concat([Buffer.from('\r\n'), pending]);
        return '354 go on';
      case 'RSET':
        recipients = [];
        return '250 2.0.0 forgotten';
      case 'QUIT':
        setImmediate(() => socket.end());
        return '221 2.0.0 bye';
      default:
        return '250 2.0.0 fine';
    }
  }
}
