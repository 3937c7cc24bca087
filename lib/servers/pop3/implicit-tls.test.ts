import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { MemoryMaildropLocks } from '#adapters/embedded/maildrop-locks.ts';

import { selfSigned } from '../self-signed.ts';
import { Client, until } from '../testing.ts';
import { createPop3Server, type Pop3Server, type Pop3ServerOptions } from './server.ts';

const certificateOf = (name: string) => selfSigned(name, new Date(0), new Date(4e12));

let server: Pop3Server;
let address: AddressInfo;
let now = 1_000_000;

async function start(options: Partial<Pop3ServerOptions> = {}): Promise<void> {
  server = createPop3Server({
    host: '127.0.0.1',
    port: 0,
    implicitTls: true,
    certificate: certificateOf('pop.example.test'),
    clearTextLogin: 'never',
    accounts: { verify: async (name, password) => (password === 'secret' ? name : undefined) },
    mailboxes: {
      deliver: async () => undefined,
      list: async () => [{ uid: 'u1', size: 7 }],
      read: async () => Buffer.from('hello\r\n'),
      remove: async () => undefined,
    },
    locks: new MemoryMaildropLocks(() => now),
    clock: () => now,
    trouble: (error) => expect.unreachable(String(error)),
    ...options,
    limits: { sweep: 5, ...options.limits },
  });
  address = await server.listen();
}

beforeEach(() => {
  now = 1_000_000;
});

afterEach(() => server.close(100));

async function dial(): Promise<{ socket: TLSSocket; talk: (text: string) => Promise<string> }> {
  const socket = connectTls({ port: address.port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  const talk = async (sent: string): Promise<string> => {
    socket.write(sent);
    await once(socket, 'end');
    return text;
  };
  return { socket, talk };
}

test('the handshake, then the greeting; a password is taken, STLS is not offered', async () => {
  await start();
  const { talk } = await dial();
  const text = await talk('CAPA\r\nSTLS\r\nUSER alice\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n');
  expect(text).toMatch(/^\+OK CitrusMail POP3 ready\r\n\+OK Capabilities\r\n/);
  expect(text).toContain('\r\nUSER\r\n');
  expect(text).not.toContain('\r\nSTLS\r\n');
  expect(text).toContain('\r\n-ERR');
  expect(text).toMatch(/\+OK 1 messages\r\n\+OK 7 octets\r\nhello\r\n\.\r\n\+OK Goodbye\r\n$/);
});

test('a renewed certificate is that of the next handshake', async () => {
  await start();
  const before = await dial();
  expect(before.socket.getPeerCertificate().subject.CN).toBe('pop.example.test');
  server.renew(certificateOf('new.example.test'));
  const after = await dial();
  expect(after.socket.getPeerCertificate().subject.CN).toBe('new.example.test');
  expect(await before.talk('QUIT\r\n')).toContain('+OK Goodbye');
  after.socket.destroy();
});

test('who speaks in clear hears nothing', async () => {
  await start();
  const client = new Client(address.port);
  client.send('USER alice\r\n');
  await client.closed();
  expect(client.text).not.toContain('+OK');
  expect(client.text).not.toContain('-ERR');
  await until(() => server.connections === 0);
});

test('who never says anything does not stay', async () => {
  await start({ limits: { handshake: 20 } });
  const client = new Client(address.port);
  await client.closed();
  await until(() => server.connections === 0);
});

test('who leaves in the middle of the handshake is not waited for', async () => {
  await start();
  const client = new Client(address.port);
  await until(() => server.connections === 1);
  // The beginning of a ClientHello.
  client.socket.end(Buffer.from('16030100c8010000', 'hex'));
  await client.closed();
  const { socket } = await dial();
  socket.destroy();
  await until(() => server.connections === 0);
});

test('who is one too many hears no words in clear', async () => {
  await start({ limits: { connections: 1 } });
  const first = await dial();
  const second = new Client(address.port);
  await second.closed();
  expect(second.text).toBe('');
  expect(await first.talk('QUIT\r\n')).toContain('+OK Goodbye');
});

test('the end of the server ends a handshake that never came', async () => {
  await start();
  const client = new Client(address.port);
  await until(() => server.connections === 1);
  await server.close(10);
  await client.closed();
  await start();
});
