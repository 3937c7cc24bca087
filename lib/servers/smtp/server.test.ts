import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { Envelope } from '#core/message/envelope.ts';

import { Client, until } from '../testing.ts';
import { ensureCertificate } from '../tls.ts';
import { createSmtpServer, type SmtpServer, type SmtpServerOptions } from './server.ts';
import { MemoryHouse } from './testing.ts';

let house: MemoryHouse;
let server: SmtpServer;
let address: AddressInfo;

async function start(options: Partial<SmtpServerOptions> = {}): Promise<void> {
  const fixed = { host: '127.0.0.1', port: 0, hostname: 'mx.example.test', hooks: house, clock: Date.now };
  server = createSmtpServer({ ...fixed, ...options });
  address = await server.listen();
}

beforeEach(() => {
  house = new MemoryHouse();
});

afterEach(async () => {
  await server.close(100);
});

async function dial(): Promise<Client> {
  const client = new Client(address.port);
  await client.reply('220 ');
  return client;
}

const group = 'EHLO c.example.org\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n';

describe('a message from nodemailer', () => {
  test('arrives byte for byte, with an envelope that the schema accepts', async () => {
    await start();
    const transport = createTransport({ host: '127.0.0.1', port: address.port, name: 'client.example.org' });
    const raw = 'Subject: dots\r\n\r\n.\r\n..two\r\nend\r\n';
    await transport.sendMail({
      envelope: { from: 'a@example.org', to: ['alice@example.test', 'Bob@example.test'] },
      raw,
    });
    transport.close();
    const { envelope, bytes } = house.messages[0]!;
    expect(bytes.toString()).toBe(raw);
    const stored = Envelope.parse({ ...envelope, raw: { key: 'k', size: bytes.length, sha256: 's' } });
    expect(stored.mailFrom).toBe('a@example.org');
    expect(stored.recipients.map(({ r, address }) => [r, address])).toEqual([
      [0, 'alice@example.test'],
      [1, 'Bob@example.test'],
    ]);
    expect(stored.client).toMatchObject({ ip: '127.0.0.1', from: 'socket', helo: 'client.example.org' });
    expect(stored.wire).toMatchObject({ greeting: 'EHLO', starttls: 'not offered', earlyTalk: false });
    expect(stored.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  test('comes through STARTTLS, and the envelope says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'citrusmail-'));
    await start({ certificate: await ensureCertificate(folder, 'mx.example.test') });
    await rm(folder, { recursive: true });
    const tls = { rejectUnauthorized: false, servername: 'mx.example.test' };
    const transport = createTransport({ host: '127.0.0.1', port: address.port, requireTLS: true, tls });
    await transport.sendMail({ from: 'a@example.org', to: 'alice@example.test', text: 'x'.repeat(300_000) });
    transport.close();
    const { envelope } = house.messages[0]!;
    expect(envelope.client?.tls).toMatchObject({ protocol: 'TLSv1.3', servername: 'mx.example.test' });
    expect(envelope.wire).toMatchObject({ starttls: 'used', greeting: 'EHLO', unauthorisedPipelining: false });
  });
});

describe('250 and the store', () => {
  test('250 is not said before the commit has resolved', async () => {
    await start();
    const stored = Promise.withResolvers<void>();
    house.beforeCommit = () => stored.promise;
    const client = await dial();
    client.send(group);
    await client.reply('354');
    client.send('Subject: x\r\n\r\nx\r\n.\r\n');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(client.text).toBe('');
    stored.resolve();
    await client.reply('250 2.0.0 Queued as [0-9a-f-]{36}');
  });

  test('a store that is full is 452 before DATA; one that breaks is 451', async () => {
    await start();
    const client = await dial();
    house.full = true;
    client.send(group);
    await client.reply('452 4.3.1');
    house.full = false;
    house.beforeCommit = () => Promise.reject(new Error('disk'));
    client.send('DATA\r\n');
    await client.reply('354');
    client.send('x\r\n.\r\n');
    await client.reply('451 4.3.0');
    expect(house.messages).toEqual([]);
    expect(house.troubles).toHaveLength(1);
    expect(house.aborted).toBe(1);
    expect(house.rejections.map(({ code }) => code)).toEqual([452, 451]);
  });

  test('a client that goes away in the middle leaves nothing but a line in the log', async () => {
    await start();
    const client = await dial();
    client.send(group);
    await client.reply('354');
    client.send('Subject: x\r\n');
    client.socket.destroy();
    await until(() => house.aborted > 0);
    expect(house.aborted).toBe(1);
    expect(house.rejections[0]).toMatchObject({ code: 421, mailFrom: 'a@example.org' });
  });
});

test('the SYN is saved when the socket listens, read when a client comes, and told in the envelope', async () => {
  const tcp = { signature: '4:64:0:1460:mss*20,7:mss,sok,ts,nop,ws:df,id+:0', ttl: 64, window: 29_200 };
  let saved = 0;
  await start({ saveSyn: () => (saved += 1), readSyn: () => tcp });
  const client = await dial();
  client.send(group);
  await client.reply('354');
  client.send('.\r\n');
  await client.reply('250 2.0.0');
  expect(saved).toBe(1);
  expect(house.messages[0]!.envelope.tcp).toEqual(tcp);
});

test('a hook that fails is 451, and the error goes to the operator', async () => {
  const broken = () => Promise.reject(new Error('directory'));
  house.recipient = broken;
  await start();
  const client = await dial();
  client.send('EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<alice@example.test>\r\n');
  await client.reply('451 4.3.0');
  expect(house.troubles).toHaveLength(1);
});

test('a client, or a sender, may be refused by a hook', async () => {
  const refusal = { code: 550, enhanced: '5.7.1', text: 'Not welcome' };
  const hooks = Object.assign(house, { sender: async () => refusal });
  await start({ hooks });
  const client = await dial();
  client.send('EHLO c\r\nMAIL FROM:<a@example.org>\r\n');
  await client.reply('550 5.7.1 Not welcome \\[');
  Object.assign(house, { connect: async () => refusal });
  const second = new Client(address.port);
  await second.reply('550 5.7.1 Not welcome');
  await second.closed();
  expect(house.rejections.map(({ mailFrom }) => mailFrom)).toEqual(['a@example.org', undefined]);
});

test('a SYN that cannot be read costs that client, not the server', async () => {
  let broken = true;
  await start({
    readSyn: () => {
      if (broken) throw new Error('getsockopt');
      return undefined;
    },
  });
  await new Client(address.port).closed();
  expect(house.troubles).toHaveLength(1);
  broken = false;
  await dial();
});
