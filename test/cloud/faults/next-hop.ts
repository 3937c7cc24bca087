/** The next hop of all drills: a sink behind a door that can be shut, and that can lose the last word of a transaction. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { startSink } from '../../../bench/support/sink.ts';

export interface NextHop {
  address: string;
  /** How many messages for this recipient were complete there. */
  arrivals(recipient: string): number;
  /** Shut, it takes connections and says nothing, as a dying host does: nobody greets. */
  open: boolean;
  /** So many of the next replies to a final dot get lost, with the connection. */
  loseReplies: number;
  /** How often somebody came to the door. */
  connections: number;
  close(): Promise<void>;
}

export async function startNextHop(): Promise<NextHop> {
  const sink = await startSink();
  const [host = '', port] = sink.address.split(':');
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    hop.connections++;
    if (!hop.open) return void near.destroy();
    const far = connect({ port: Number(port), host, noDelay: true });
    for (const socket of [near, far]) keep(sockets, socket);
    near.on('close', () => far.destroy()).pipe(far);
    far.on('data', (reply: Buffer) => {
      if (hop.loseReplies === 0 || !reply.includes('250 2.0.0 taken')) return void near.write(reply);
      hop.loseReplies--;
      near.destroy();
    });
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hop: NextHop = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals: (recipient) => sink.arrivals.get(recipient)?.length ?? 0,
    open: true,
    loseReplies: 0,
    connections: 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await sink.close();
    },
  };
  return hop;
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
}
