/** Free ports of 127.0.0.1, and how to tell that somebody listens there. */
import { connect, createServer, type AddressInfo } from 'node:net';

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const patience = 30_000;

/** Resolves when the port takes connections; rejects after half a minute. */
export async function listening(port: number, who: string): Promise<void> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    if (await takes(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${who} does not listen on 127.0.0.1:${port}`);
}

function takes(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
