import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import { expect, it } from 'vitest';

import type { Tcp } from '#core/message/envelope.ts';

import { readSyn, saveSyn } from './syn.ts';

async function connectionTo(host: string, readTwice = false): Promise<{ saved: boolean; syn: Tcp | undefined }> {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const saved = saveSyn(server);
  const seen = once(server, 'connection').then(([socket]: Socket[]) => {
    const first = socket && readSyn(socket);
    const syn = socket && readTwice ? readSyn(socket) : first;
    socket?.destroy();
    return syn;
  });
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const syn = await seen;
  client.destroy();
  server.close();
  return { saved, syn };
}

it('reads the SYN of a real connection', async ({ skip }) => {
  const { saved, syn } = await connectionTo('127.0.0.1');
  if (!saved) {
    console.warn('SKIPPED: this system does not save SYNs');
    skip();
  }
  expect(syn).toMatchObject({ ttl: 64, system: 'linux' });
  expect(syn?.signature).toMatch(/^4:64\+0:0:\d+:\S+:mss,sok,ts,nop,ws:df/);
});

it('gives it once', async () => {
  expect((await connectionTo('127.0.0.1', true)).syn).toBeUndefined();
});

it('has nothing to say of a server that does not listen', () => {
  expect(saveSyn(createServer())).toBe(false);
});
