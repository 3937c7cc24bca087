import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Next } from '../conversation.ts';
import type { Handler, Login } from './handler.ts';
import { pop3Limits, Pop3Session } from './session.ts';

class House implements Handler {
  opened = 0;
  released = 0;
  removed: string[] = [];

  login = async (name: string, password: string): Promise<Login> => {
    if (name !== 'alice' || password !== 'x') return { kind: 'wrong' };
    this.opened += 1;
    return {
      kind: 'open',
      maildrop: {
        messages: [
          { uid: 'u1', size: 5 },
          { uid: 'u2', size: 3 },
        ],
        read: async (uid) => Buffer.from(uid === 'u1' ? '.\r\na\n' : '\r.\r'),
        remove: async (uids) => {
          this.removed = uids;
          return true;
        },
        release: async () => void (this.released += 1),
      },
    };
  };
}

async function play(house: House, chunks: Buffer[]): Promise<string> {
  let output = '';
  const options = { limits: pop3Limits, tls: true, clearText: true };
  const session = new Pop3Session(options, house, (piece) => void (output += Buffer.from(piece).toString('latin1')));
  let next: Next = await session.greet();
  for (const chunk of chunks) {
    if (next === 'close') break;
    if (next === 'starttls') session.secured({ protocol: 'TLSv1.3', cipher: 'x' });
    next = await session.receive(chunk);
  }
  await session.closed();
  return output;
}

/** Replies as a client reads them: a status line, and after it lines up to a lone dot where the command has many. */
function expectReadable(output: string): void {
  expect(output.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const lines = output.split('\r\n').slice(0, -1);
  let inside = false;
  for (const line of lines) {
    if (inside) inside = line !== '.';
    else {
      expect(line).toMatch(/^(?:\+OK|-ERR|\+) /);
      inside = /^\+OK (?:[0-9]+ octets|Top|Capabilities)/.test(line);
    }
  }
  expect(inside).toBe(false);
}

const phrase = fc.constantFrom(
  'USER alice\r\nPASS x\r\n',
  'USER bob\r\n',
  'PASS x\r\n',
  'AUTH PLAIN\r\n',
  'AUTH PLAIN AGFsaWNlAHg=\r\n',
  'AGFsaWNlAHg=\r\n',
  'CAPA\r\n',
  'STAT\r\n',
  'RETR 1\r\n',
  'RETR 2\r\n',
  'TOP 1 1\r\n',
  'DELE 1\r\n',
  'RSET\r\n',
  'STLS\r\n',
  'QUIT\r\n',
  'é\r\n',
  '\n',
  '\0',
  'x'.repeat(3_000),
  '\r\n',
);

test('whatever is said, in whatever pieces: replies can be read, the mailbox is given back, only QUIT deletes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(phrase, { maxLength: 30 }), fc.nat(40), async (phrases, length) => {
      const bytes = Buffer.from(phrases.join(''));
      const chunks = Array.from({ length: Math.ceil(bytes.length / (length + 1)) }, (_, n) =>
        bytes.subarray(n * (length + 1), (n + 1) * (length + 1)),
      );
      const house = new House();
      const output = await play(house, chunks);
      expectReadable(output);
      expect(house.released).toBe(house.opened);
      if (!output.endsWith('+OK Goodbye\r\n')) expect(house.removed).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('bytes of any kind neither throw nor hang', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 })), async (chunks) => {
      const output = await play(
        new House(),
        chunks.map((chunk) => Buffer.from(chunk)),
      );
      expectReadable(output);
    }),
    { numRuns: 300 },
  );
});
