import { once } from 'node:events';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTls, TLSSocket } from 'node:tls';

import { afterEach, expect, it } from 'vitest';

import { selfSigned } from '#servers/self-signed.ts';
import { lookAtCertificate } from './certificate-look.ts';
import { judged } from './certificate.ts';

const from = new Date(Date.UTC(2026, 0, 1));
const to = new Date(Date.UTC(2046, 0, 1));
const certificate = selfSigned('mx.inside.example', from, to);
let server: Server;
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

async function listening(made: Server): Promise<{ host: string; port: number; servername: string }> {
  server = made.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, servername: 'mx.inside.example' };
}

/** An SMTP server that says these lines, each but the first after a line of the client's; then TLS begins. */
function smtp(...says: string[]): Server {
  return createTcp((socket: Socket) => {
    const next = (): boolean => socket.write(says.shift() ?? '');
    next();
    socket.on('error', () => {});
    socket.on('data', function heard() {
      const last = says.length === 1;
      next();
      if (!last) return;
      socket.off('data', heard);
      new TLSSocket(socket, { isServer: true, ...certificate }).on('error', () => {});
    });
  });
}

it('of a port of TLS', async () => {
  const place = await listening(createTls(certificate));
  const shown = await lookAtCertificate({ ...place, starttls: false });
  expect(judged(shown, 'mx.inside.example', Date.UTC(2026, 5, 1))).toMatchObject([
    { state: 'ok', text: 'the edge shows a certificate for mx.inside.example until 2046-01-01' },
    { state: 'note', text: expect.stringMatching(/itself/) },
  ]);
});

it('behind STARTTLS, with replies of several lines', async () => {
  const place = await listening(
    smtp('220-mx\r\n220 mx ready\r\n', '250-mx\r\n250-SIZE 1\r\n250 STARTTLS\r\n', '220 go\r\n'),
  );
  const shown = await lookAtCertificate({ ...place, starttls: true });
  expect(shown.subject.CN).toBe('mx.inside.example');
});

it.each([
  ['a server that refuses', () => smtp('554 no\r\n'), 'the server answers 554 where 220 belongs'],
  [
    'a server without STARTTLS',
    () => smtp('220 mx\r\n', '250 mx\r\n', '502 no\r\n'),
    'the server answers 502 where 220 belongs',
  ],
  ['a server that hangs up', () => createTcp((socket) => socket.destroy()), /closed|ECONNRESET/],
])('%s is an error', async (_, made, sentence) => {
  const place = await listening(made());
  await expect(lookAtCertificate({ ...place, starttls: true })).rejects.toThrow(sentence);
});
