import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { beforeEach, expect, test } from 'vitest';

import { Client, until } from '../testing.ts';
import { createSmtpServer, type SmtpServer } from './server.ts';
import { MemoryHouse } from './testing.ts';

let house: MemoryHouse;
let server: SmtpServer;
let address: AddressInfo;

beforeEach(async () => {
  house = new MemoryHouse();
  server = createSmtpServer({
    host: '127.0.0.1',
    port: 0,
    hostname: 'mx.example.test',
    hooks: house,
    clock: Date.now,
  });
  address = await server.listen();
});

async function dial(): Promise<Client> {
  const client = new Client(address.port);
  await client.reply('220 ');
  return client;
}

async function inData(): Promise<Client> {
  const client = await dial();
  client.send('EHLO c.example.org\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n');
  await client.reply('354');
  client.send('Subject: half\r\n\r\n');
  return client;
}

test('who is idle and who is new hear 421; a message on its way in is taken', async () => {
  const idle = await dial();
  const busy = await inData();
  const closed = server.close(60_000);
  await idle.reply('421 4.3.2');
  const late = new Client(address.port);
  await late.reply('421 4.3.2');
  busy.send('the rest\r\n.\r\n');
  await busy.reply('250 2.0.0 Queued');
  await busy.reply('421 4.3.2');
  await closed;
  expect(house.messages.map(({ bytes }) => bytes.toString())).toEqual(['Subject: half\r\n\r\nthe rest\r\n']);
});

test('a message that does not end is cut with a word, and nothing of it is kept', async () => {
  const busy = await inData();
  const closed = server.close(30);
  await busy.reply('421 4.3.2');
  await closed;
  expect(house.messages).toEqual([]);
  expect(house.aborted).toBe(1);
  expect(house.rejections).toMatchObject([{ code: 421, mailFrom: 'a@example.org' }]);
});

test('who does not even read the word is cut all the same', async () => {
  const busy = await inData();
  busy.socket.pause();
  await server.close(30);
  expect(house.aborted).toBe(1);
});

test('a message that is being stored when time is up is answered', async () => {
  const stored = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  house.beforeCommit = () => {
    asked.resolve();
    return stored.promise;
  };
  const busy = await inData();
  busy.send('.\r\n');
  await asked.promise;
  const closed = server.close(10);
  await new Promise((resolve) => setTimeout(resolve, 50));
  stored.resolve();
  await busy.reply('250 2.0.0 Queued');
  await closed;
  expect(house.messages).toHaveLength(1);
});

test('when all have gone the port is free', async () => {
  await server.close(10);
  const client = new Client(address.port);
  const [error] = (await once(client.socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
  await until(() => server.connections === 0);
});
