/** The POP3 session against its dialogue files, each played in one write, byte by byte, and in random fragments. */
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { Handler, Login, Maildrop } from '#protocols/pop3/handler.ts';
import { Pop3Session, pop3Limits } from '#protocols/pop3/session.ts';

import { byByte, fragments, readDialogues, run, unescape, whole, type Cut, type Dialogue } from './harness.ts';

/** One mailbox, alice's, whose password is `open sesame`, with the messages that the file names: `@ message1 text`. */
class House implements Handler {
  removed: string[] = [];
  released = 0;
  readonly #messages: Map<string, Buffer>;
  readonly #trouble: string | undefined;

  constructor(dialogue: Dialogue) {
    const texts = [...dialogue.settings].filter(([key]) => key.startsWith('message'));
    this.#messages = new Map(texts.map(([key, text]) => [`uid-${key.slice('message'.length)}`, unescape(text)]));
    this.#trouble = dialogue.settings.get('trouble');
  }

  login = async (name: string, password: string): Promise<Login> => {
    const { [this.#trouble ?? '']: refusal } = refusals;
    if (refusal !== undefined) return refusal;
    if (name !== 'alice@example.test' || password !== 'open sesame') return { kind: 'wrong' };
    return { kind: 'open', maildrop: this.#maildrop() };
  };

  #maildrop(): Maildrop {
    return {
      messages: [...this.#messages].map(([uid, bytes]) => ({ uid, size: bytes.length })),
      read: async (uid) => (this.#trouble === 'read' ? undefined : this.#messages.get(uid)),
      remove: async (uids) => {
        if (this.#trouble === 'remove') return false;
        this.removed = uids;
        return true;
      },
      release: async () => void (this.released += 1),
    };
  }
}

const refusals: Record<string, Login> = {
  busy: { kind: 'busy' },
  'in use': { kind: 'in use' },
  unavailable: { kind: 'unavailable' },
};

const cuts = {
  'in one write': whole,
  'byte by byte': byByte,
  'in fragments': fragments(7),
  'in others': fragments(1999),
};

async function play(dialogue: Dialogue, cut: Cut): Promise<House> {
  const house = new House(dialogue);
  const { settings } = dialogue;
  const limits = { ...pop3Limits, errors: Number(settings.get('errors') ?? pop3Limits.errors) };
  const options = { limits, tls: settings.get('tls') !== 'off', clearText: settings.get('clearText') !== 'off' };
  expect(await run(dialogue, (output) => new Pop3Session(options, house, output), cut)).toEqual([]);
  return house;
}

const dialogues = readDialogues(join(import.meta.dirname, 'pop3'));

test('there are dialogues', () => expect(dialogues.length).toBeGreaterThanOrEqual(60));

for (const dialogue of dialogues) {
  for (const [how, cut] of Object.entries(cuts)) {
    test(`${dialogue.name} ${how}`, async () => {
      const house = await play(dialogue, cut);
      expect(house.removed.join(' ')).toBe(dialogue.settings.get('removed') ?? '');
      expect(house.released).toBe(dialogue.settings.has('loggedIn') ? 1 : 0);
    });
  }
}
