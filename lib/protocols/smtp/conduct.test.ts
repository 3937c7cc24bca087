import { describe, expect, test } from 'vitest';

import type { Wire } from '#core/message/envelope.ts';

import type { Handler } from './handler.ts';
import { smtpLimits } from './limits.ts';
import { replies } from './reply.ts';
import { SmtpSession } from './session.ts';

/** What the envelope of the first message says of a client that sends these groups. */
async function conductOf(...groups: string[]): Promise<Wire> {
  let wire: Wire | undefined;
  const handler: Handler = {
    connect: async () => undefined,
    mail: async () => undefined,
    recipient: async (address) => (address.startsWith('no') ? replies.unknownRecipient : undefined),
    refused: () => undefined,
    content: async (_transaction, peer) => ({
      write: async () => undefined,
      abort: async () => undefined,
      commit: async () => {
        wire ??= peer.wire();
        return replies.ok;
      },
    }),
  };
  let now = 0;
  const options = { id: 'ref', hostname: 'mx', limits: smtpLimits, tls: true, clock: () => (now += 10) };
  const session = new SmtpSession(options, handler, () => undefined);
  await session.greet(false);
  for (const group of groups) await session.receive(Buffer.from(group));
  return wire!;
}

const begin = 'MAIL FROM:<a@example.org>\r\nRCPT TO:<alice@example.test>\r\n';

describe('pipelining', () => {
  test.each<[string, boolean, string[]]>([
    ['one by one', false, ['EHLO c\r\n', 'MAIL FROM:<>\r\n', 'RCPT TO:<a@b.c>\r\n', 'DATA\r\n', 'x\r\n.\r\n']],
    ['a group that ends with DATA', false, ['EHLO c\r\n', `${begin}DATA\r\n`, 'x\r\n.\r\n']],
    ['a group that begins with RSET', false, ['EHLO c\r\n', `RSET\r\n${begin}DATA\r\n`, 'x\r\n.\r\n']],
    ['content and the next group', false, ['EHLO c\r\n', `${begin}DATA\r\n`, `x\r\n.\r\n${begin}DATA\r\n`, '.\r\n']],
    ['anything behind EHLO', true, [`EHLO c\r\n${begin}DATA\r\n`, 'x\r\n.\r\n']],
    ['content behind DATA', true, ['EHLO c\r\n', `${begin}DATA\r\nx\r\n.\r\n`]],
    ['anything behind NOOP', true, ['EHLO c\r\n', `NOOP\r\n${begin}DATA\r\n`, 'x\r\n.\r\n']],
    ['a group after HELO', true, ['HELO c\r\n', `${begin}DATA\r\n`, 'x\r\n.\r\n']],
  ])('%s: unauthorised %s (RFC 2920 section 3.1)', async (_name, unauthorised, groups) => {
    expect((await conductOf(...groups)).unauthorisedPipelining).toBe(unauthorised);
  });
});

test('what is counted', async () => {
  const commands = [
    'HELO a',
    'HELO b',
    'EHLO b',
    'XYZZY',
    'GO',
    'MAIL from',
    'DATA',
    'MAIL FROM:<>',
    'RCPT TO:<no1@x.y>',
    'RCPT TO:<no2@x.y>',
    'RCPT TO:<a@x.y>',
    'DATA',
    '.',
  ];
  const wire = await conductOf(...commands.map((command) => `${command}\r\n`));
  expect(wire).toMatchObject({
    greeting: 'EHLO',
    heloChanges: 1,
    unknownCommands: 2,
    syntaxErrors: 2,
    rejectedRecipients: 2,
    earlierMessages: 0,
    starttls: 'declined',
    msToFirstCommand: 10,
  });
});
