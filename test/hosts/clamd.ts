/** One clamd for both hosts: it knows the test virus, in whatever is handed to it. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { FakeClamd } from '#engines/clamav/fake-clamd.ts';

import { eicar } from '../support/messages.ts';

export interface TestClamd {
  socket: string;
  /** `host:port` of the same. */
  address: string;
  close(): Promise<void>;
}

export async function startTestClamd(): Promise<TestClamd> {
  const fake = await FakeClamd.start({
    scan: ({ bytes, reply }) => reply(bytes.includes(eicar) ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK'),
  });
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(fake.socket);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    socket: fake.socket,
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await fake[Symbol.asyncDispose]();
    },
  };
}
