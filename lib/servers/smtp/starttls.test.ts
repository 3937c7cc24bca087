import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { selfSigned } from '../self-signed.ts';
import { Client, until } from '../testing.ts';
import { createSmtpServer, type SmtpServer } from './server.ts';
import { MemoryHouse } from './testing.ts';

const certificate = (name: string): ReturnType<typeof selfSigned> => selfSigned(name, new Date(0), new Date(4e12));

let house: MemoryHouse;
let server: SmtpServer;
let address: AddressInfo;

beforeEach(async () => {
  house = new MemoryHouse();
  server = createSmtpServer({
    host: '127.0.0.1',
    port: 0,
    hostname: 'mx.example.test',
    certificate: certificate('mx.example.test'),
    limits: { handshake: 200 },
    hooks: house,
    clock: Date.now,
  });
  address = await server.listen();
});

afterEach(async () => {
  await server.close(100);
});

/** Up to the reply to STARTTLS; `behind` comes in clear in the same packet. */
async function askForTls(behind = ''): Promise<Client> {
  const client = new Client(address.port);
  await client.reply('220 ');
  client.send('EHLO c.example.org\r\n');
  await client.reply('250 ');
  client.send(`STARTTLS\r\n${behind}`);
  await client.reply('220 2.0.0');
  client.socket.removeAllListeners('data');
  return client;
}

async function shakeHands(
  client: Client,
  maxVersion: 'TLSv1.3' | 'TLSv1.2' | 'TLSv1.1' = 'TLSv1.3',
): Promise<TLSSocket> {
  const secure = connectTls({ socket: client.socket, rejectUnauthorized: false, minVersion: 'TLSv1.1', maxVersion });
  await once(secure, 'secureConnect');
  return secure;
}

const message =
  'EHLO c.example.org\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n';

/** All that is said after the handshake. */
async function say(secure: TLSSocket, text: string): Promise<string> {
  let heard = '';
  secure.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
  secure.write(text);
  await once(secure, 'end');
  return heard;
}

test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', async (version) => {
  const heard = await say(await shakeHands(await askForTls(), version), message);
  expect(heard).toContain('250 2.0.0 Queued as');
  expect(house.messages[0]!.envelope.client?.tls?.protocol).toBe(version);
});

test('TLS 1.1 is not spoken (RFC 8996); the same client coming back in clear is known', async () => {
  await expect(shakeHands(await askForTls(), 'TLSv1.1')).rejects.toThrow();
  await until(() => server.connections === 0);
  const client = new Client(address.port);
  await client.reply('220 ');
  client.send(message);
  await client.reply('250 2.0.0 Queued');
  expect(house.messages[0]!.envelope.wire?.starttls).toBe('failed');
});

test('commands that came in clear behind STARTTLS are never answered (CVE-2011-0411)', async () => {
  const client = await askForTls('RSET\r\nNOOP\r\n');
  const heard = await say(await shakeHands(client), 'QUIT\r\n');
  expect(heard).toBe('221 2.0.0 Goodbye\r\n');
});

test('nor those that come in clear in a packet after it: the handshake fails', async () => {
  const client = await askForTls();
  client.send('MAIL FROM:<evil@example.org>\r\n');
  await client.closed();
  expect(house.messages).toEqual([]);
});

test('a handshake that never comes is given up', async () => {
  const client = await askForTls();
  await client.closed();
});

test('a renewed certificate is shown from the next handshake on', async () => {
  const before = await shakeHands(await askForTls());
  server.renew(certificate('new.example.test'));
  const after = await shakeHands(await askForTls());
  const names = [before, after].map((secure) => secure.getPeerCertificate().subject.CN);
  expect(names).toEqual(['mx.example.test', 'new.example.test']);
  expect(await say(before, 'QUIT\r\n')).toContain('221');
});
