/**
 * How other commands speak to the serving process: a Unix socket in its data directory, one JSON line each way. Who may open the
 * socket is who may read the directory.
 */
import { chmodSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';

import { OperationFailed } from '#core/operate/operation.ts';
import { operatorName } from '#core/operate/operator-name.ts';

/** `by`: who asks, as the asking process says it. */
export type Handler = (operation: string, input: unknown, by: string) => Promise<unknown>;

/** The longest line that is taken: a policy document of a large organisation fits. */
const maxLine = 64 * 1024 * 1024;
/** sun_path of unix(7) holds 108 bytes with its end. */
const maxSocketPath = 107;

/** In the data directory, or under the system's temporary folder where that path is too long for a socket. */
export function controlSocketPath(dataDir: string): string {
  const path = join(dataDir, 'control.sock');
  if (Buffer.byteLength(path) <= maxSocketPath) return path;
  return join(tmpdir(), `citrusmail-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.sock`);
}

/** Serves until closed. The caller holds the directory's lock, so a socket that is there already is a dead one's. */
export async function serveControl(dataDir: string, handle: Handler): Promise<{ close(): Promise<void> }> {
  const path = controlSocketPath(dataDir);
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    answer(socket, handle);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return { close: () => closeServer(server, sockets) };
}

/** The answer of the process that serves this directory, or undefined when none does. Throws OperationFailed as the handler did. */
export async function askControl(
  dataDir: string,
  operation: string,
  input: unknown,
  by?: string,
): Promise<{ output: unknown } | undefined> {
  const path = controlSocketPath(dataDir);
  if (isForeign(path, dataDir)) return undefined;
  const socket = connect(path);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined;
    throw error;
  }
  socket.write(`${JSON.stringify({ operation, input, by })}\n`);
  const reply = JSON.parse(await readLine(socket)) as { output?: unknown; failed?: string; defect?: string };
  socket.end();
  if (reply.failed !== undefined) throw new OperationFailed(reply.failed);
  if (reply.defect !== undefined) throw new Error(reply.defect);
  return { output: reply.output };
}

/** The temporary folder is everybody's: a socket there that is not of the directory's owner would hear what is meant for ours. */
function isForeign(path: string, dataDir: string): boolean {
  const owner = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.uid;
  return owner(path) !== owner(dataDir);
}

function answer(socket: Socket, handle: Handler): void {
  readLine(socket)
    .then(async (line) => {
      const { operation, input, by } = JSON.parse(line) as { operation: string; input: unknown; by?: unknown };
      return { output: await handle(operation, input, operatorName(by)) };
    })
    .catch((error: unknown) => {
      if (error instanceof OperationFailed) return { failed: error.message };
      return { defect: error instanceof Error ? error.message : String(error) };
    })
    .then((reply) => socket.end(`${JSON.stringify(reply)}\n`))
    .catch(() => socket.destroy());
}

function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxLine) {
        chunks.length = 0;
        socket.pause();
        reject(new OperationFailed(`more than ${maxLine} bytes in one line`));
      } else if (chunk.at(-1) === 0x0a) resolve(Buffer.concat(chunks).toString('utf8'));
    });
    socket.on('end', () => reject(new Error('the serving process closed the connection without an answer')));
    socket.on('error', reject);
  });
}

function closeServer(server: Server, sockets: Set<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
