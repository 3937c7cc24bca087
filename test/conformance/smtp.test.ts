/** The SMTP session against its dialogue files, each played in one write, byte by byte, and in random fragments. */
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { Handler, Sink, Transaction } from '#protocols/smtp/handler.ts';
import { smtpLimits, type SmtpLimits } from '#protocols/smtp/limits.ts';
import { replies, type Reply } from '#protocols/smtp/reply.ts';
import { SmtpSession } from '#protocols/smtp/session.ts';

import { byByte, fragments, readDialogues, run, whole, type Dialogue } from './harness.ts';

/** Lives at example.test: alice, bob, list1 to list199, postmaster. Keeps what it took. */
class House implements Handler {
  readonly taken: { transaction: Transaction; text: string }[] = [];
  readonly refusals: string[] = [];
  readonly #trouble: string | undefined;

  constructor(trouble: string | undefined) {
    this.#trouble = trouble;
  }

  connect = async (): Promise<Reply | undefined> =>
    this.#trouble === 'connect' ? { code: 554, enhanced: '5.7.1', text: 'Not you' } : undefined;

  mail = async (transaction: Transaction): Promise<Reply | undefined> =>
    transaction.mailFrom === 'blocked@example.org'
      ? { code: 550, enhanced: '5.7.1', text: 'Sender blocked' }
      : undefined;

  recipient = async (address: string): Promise<Reply | undefined> => {
    if (/^postmaster$/i.test(address)) return undefined;
    const [local = '', domain = ''] = address.split(/@(?=[^@]*$)/);
    if (!/^(?:example\.test|bücher\.test)$/i.test(domain)) return replies.relayDenied;
    return /^(?:alice|bob|josé|postmaster|list1?[0-9]?[0-9])$/i.test(local) ? undefined : replies.unknownRecipient;
  };

  content = async (transaction: Transaction): Promise<Sink | Reply> => {
    if (this.#trouble === 'full') return replies.storeFull;
    const pieces: Buffer[] = [];
    return {
      write: async (bytes) => {
        if (this.#trouble === 'write') return replies.storeFull;
        pieces.push(Buffer.from(bytes));
        return undefined;
      },
      commit: async () => {
        if (this.#trouble === 'commit') return replies.localError;
        this.taken.push({ transaction, text: Buffer.concat(pieces).toString('latin1') });
        return { code: 250, enhanced: '2.0.0', text: `Queued as ${this.taken.length}` };
      },
      abort: async () => void (pieces.length = 0),
    };
  };

  refused = (reply: Reply): void => void this.refusals.push(String(reply.code));
}

const cuts = {
  'in one write': whole,
  'byte by byte': byByte,
  'in fragments': fragments(7),
  'in others': fragments(1999),
};

async function play(dialogue: Dialogue, cut: (typeof cuts)['in one write']): Promise<House> {
  const { settings } = dialogue;
  const house = new House(settings.get('trouble'));
  const limits: SmtpLimits = { ...smtpLimits };
  for (const name of Object.keys(smtpLimits) as (keyof SmtpLimits)[]) {
    limits[name] = Number(settings.get(name) ?? smtpLimits[name]);
  }
  const options = {
    id: 'ref',
    hostname: 'mx.example.test',
    limits,
    tls: settings.get('tls') !== 'off',
    clock: () => 0,
  };
  const problems = await run(dialogue, (output) => new SmtpSession(options, house, output), cut);
  expect(problems).toEqual([]);
  return house;
}

/** `@ taken N` and `@ message N text`: what the house must have received. */
function expectTaken(dialogue: Dialogue, house: House): void {
  const { settings } = dialogue;
  expect(house.taken).toHaveLength(Number(settings.get('taken') ?? 0));
  for (const [n, { text, transaction }] of house.taken.entries()) {
    const message = settings.get(`message${n + 1}`);
    if (message !== undefined) expect(JSON.stringify(text)).toBe(message);
    const recipients = settings.get(`recipients${n + 1}`);
    if (recipients !== undefined) expect(transaction.recipients.join(' ')).toBe(recipients);
    const sender = settings.get(`sender${n + 1}`);
    if (sender !== undefined) expect(`<${transaction.mailFrom}>`).toBe(sender);
  }
  const refusals = settings.get('refused');
  if (refusals !== undefined) expect(house.refusals.join(' ')).toBe(refusals);
}

const dialogues = readDialogues(join(import.meta.dirname, 'smtp'));

test('there are dialogues', () => expect(dialogues.length).toBeGreaterThanOrEqual(60));

for (const dialogue of dialogues) {
  for (const [how, cut] of Object.entries(cuts)) {
    test(`${dialogue.name} ${how}`, async () => expectTaken(dialogue, await play(dialogue, cut)));
  }
}
