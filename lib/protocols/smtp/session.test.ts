import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Next } from '../conversation.ts';
import type { Handler, Sink } from './handler.ts';
import { smtpLimits } from './limits.ts';
import { replies } from './reply.ts';
import { SmtpSession } from './session.ts';

/** Takes everything for example.test; counts what is open. */
class House implements Handler {
  open = 0;
  held = 0;
  taken = 0;

  connect = async () => undefined;
  mail = async () => undefined;
  refused = () => undefined;
  recipient = async (address: string) => (address.endsWith('@example.test') ? undefined : replies.unknownRecipient);

  content = async (): Promise<Sink> => {
    this.open += 1;
    let over = false;
    const end = (): void => {
      if (!over) this.open -= 1;
      over = true;
    };
    return {
      write: async (bytes) => {
        if (over) throw new Error('written after the end');
        this.held = Math.max(this.held, bytes.length);
        return undefined;
      },
      commit: async () => {
        if (over) throw new Error('committed after the end');
        this.taken += 1;
        end();
        return replies.ok;
      },
      abort: async () => end(),
    };
  };
}

const limits = { ...smtpLimits, messageSize: 200, messageLine: 60, errors: 30 };
const options = { id: 'ref', hostname: 'mx.example.test', limits, tls: true, clock: () => 0 };

/** Plays the chunks as a server would; the output of the whole session. */
async function play(house: House, chunks: Buffer[]): Promise<string> {
  let output = '';
  const session = new SmtpSession(options, house, (piece) => void (output += piece.toString()));
  let next: Next = await session.greet(false);
  for (const chunk of chunks) {
    if (next === 'close') break;
    if (next === 'starttls') session.secured({ protocol: 'TLSv1.3', cipher: 'x' });
    next = await session.receive(chunk);
  }
  await session.closed();
  return output;
}

const replyLine = /^[2345][0-9]{2}[ -](?:[245]\.[0-9]{1,3}\.[0-9]{1,3} )?[ -~]*$/;

function expectWellFormed(output: string): void {
  expect(output.endsWith('\r\n')).toBe(true);
  for (const line of output.slice(0, -2).split('\r\n')) {
    expect(line).toMatch(replyLine);
    // RFC 5321 section 4.5.3.1.5.
    expect(line.length).toBeLessThanOrEqual(510);
    // RFC 2034 section 4: every refusal has its code, and ours the reference.
    if (/^[45]/.test(line)) expect(line).toMatch(/^([45])[0-9]{2} \1\.[0-9]+\.[0-9]+ .* \[ref\]$/);
  }
}

const phrase = fc.constantFrom(
  'EHLO c.example.org\r\n',
  'MAIL FROM:<a@example.org>\r\n',
  'MAIL FROM:<> SIZE=100 BODY=8BITMIME SMTPUTF8\r\n',
  'RCPT TO:<x@example.test>\r\n',
  'RCPT TO:<x@elsewhere.example>\r\n',
  'DATA\r\n',
  '.\r\n',
  '..\r\n',
  'Subject: x\r\n\r\n',
  'RSET\r\n',
  'NOOP\r\n',
  'STARTTLS\r\n',
  'é\r\n',
  'x'.repeat(100),
  '\r\n',
);
const noise = fc.constantFrom('\n', '\r', '\0', '.\n', 'QUIT\r\n', 'GET / HTTP/1.1\r\n', '\u00ff');
const script = fc.array(fc.oneof({ weight: 30, arbitrary: phrase }, { weight: 1, arbitrary: noise }), {
  maxLength: 40,
});

function cut(text: string, lengths: number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...chunks, bytes.subarray(at)];
}

test('whatever is said, in whatever pieces: every reply is well-formed, and nothing stays open', async () => {
  await fc.assert(
    fc.asyncProperty(script, fc.array(fc.nat(40)), async (phrases, lengths) => {
      const house = new House();
      expectWellFormed(await play(house, cut(phrases.join(''), lengths)));
      expect(house.open).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test('the pieces make no difference, where no TLS begins', async () => {
  const clear = script.map((phrases) => phrases.filter((phrase) => phrase !== 'STARTTLS\r\n').join(''));
  await fc.assert(
    fc.asyncProperty(clear, fc.array(fc.nat(40)), async (text, lengths) => {
      const [one, two] = [new House(), new House()];
      expect(await play(one, cut(text, lengths))).toBe(await play(two, [Buffer.from(text)]));
      expect(one.taken).toBe(two.taken);
    }),
    { numRuns: 500 },
  );
});

test('bytes of any kind neither throw nor hang', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 })), async (chunks) => {
      expectWellFormed(
        await play(
          new House(),
          chunks.map((chunk) => Buffer.from(chunk)),
        ),
      );
    }),
    { numRuns: 300 },
  );
});

test('a message that never ends is never held whole', async () => {
  const house = new House();
  const begin = 'EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@example.test>\r\nDATA\r\n';
  const line = Buffer.from('0123456789\r\n');
  const output = await play(house, [Buffer.from(begin), ...Array<Buffer>(5_000).fill(line), Buffer.from('.\r\n')]);
  expect(output).toMatch(/552 5\.3\.4 .*\r\n$/);
  expect(house.held).toBeLessThanOrEqual(line.length);
});
