/** Who speaks with an edge in tests: senders, mail programs and the load balancer. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

import { type Certificate, selfSigned } from '#servers/self-signed.ts';
import { Client } from '#servers/testing.ts';
import type { EdgeTask } from './edge-task.ts';

export const certificateOf = (name: string): Certificate => selfSigned(name, new Date(0), new Date(4e12));
/** The edge's, at first. */
export const certificate = certificateOf('mx.example.test');
export const password = 'correct horse battery';
export const logIn = `USER alice\r\nPASS ${password}\r\n`;

export function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  }).finally(() => socket.destroy());
}

/** Waits until the health port is so. */
export async function untilHealth({ health }: Pick<EdgeTask, 'health'>, open: boolean): Promise<void> {
  while ((await isOpen(health)) !== open) await new Promise((resolve) => setTimeout(resolve, 20));
}

export async function dial(edge: EdgeTask): Promise<Client> {
  const client = new Client(edge.smtp);
  await client.reply('220 mx.example.test');
  return client;
}

/** Up to the 354. */
export async function inData(edge: EdgeTask): Promise<Client> {
  const client = await dial(edge);
  client.send('EHLO c.example\r\nMAIL FROM:<carol@sender.example>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n');
  await client.reply('354');
  return client;
}

export async function secure(port: number, more: object = {}): Promise<TLSSocket> {
  const tls = { ca: certificate.cert, servername: 'mx.example.test', ...more };
  const socket = connectTls({ port, host: '127.0.0.1', ...tls });
  await once(socket, 'secureConnect');
  return socket;
}

/** Sends all, and resolves with all that came until the end. */
export async function conversation(socket: TLSSocket, text: string): Promise<string> {
  let heard = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
  socket.write(text);
  await once(socket, 'end');
  return heard;
}
